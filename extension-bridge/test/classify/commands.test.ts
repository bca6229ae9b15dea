import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINE_LENGTH, simpleCommands } from '../../src/classify/commandLine.ts';
import { classify } from '../../src/classify/commands.ts';
import { PROGRAMS } from '../../src/classify/programs.ts';
import { CommandClass } from '../../src/wire/protocol.ts';
import { rows } from './commandLines.ts';
import { Generator } from './generator.ts';

function tell(line: string): string {
  const found = classify(line);
  const [name = ''] = Object.entries(CommandClass).find(([, code]) => code === found.class) ?? [];
  const runner = found.class === CommandClass.test ? [found.runner ?? '-'] : [];
  return [name, ...runner, ...(found.watch ? ['watch'] : [])].join(' ');
}

test('Each command line of the table has its class, and tests their runner.', () => {
  assert.ok(rows.length >= 250);
  const wrong = rows.filter(({ told, line }) => tell(line) !== told);
  assert.deepEqual(
    wrong.map(({ told, line }) => `${line}: ${tell(line)}, not ${told}`),
    [],
  );
});

test('No runner is named but for tests.', () => {
  for (const { line } of rows) {
    const found = classify(line);
    assert.ok(found.class === CommandClass.test || found.runner === undefined, line);
  }
});

test('The text of a here document is no command.', () => {
  assert.equal(tell('cat > x <<EOF\npytest\nmake test\nEOF'), 'navigation');
});

test('Lines of several commands, and lines that go on, are read as a shell reads them.', () => {
  assert.equal(tell('cd x\nmake test'), 'test -');
  assert.equal(tell('cargo \\\n  test'), 'test cargo');
  assert.equal(tell('npm run build || echo failed; ls'), 'build');
});

test('Quotes, escapes and redirections leave the words that a program gets.', () => {
  assert.deepEqual(simpleCommands(String.raw`a "b c" 'd"e' f\ g "h\"i" C:\x\y.exe`), [
    ['a', 'b c', 'd"e', 'f g', 'h"i', String.raw`C:\x\y.exe`],
  ]);
  assert.deepEqual(simpleCommands('a > b 2>&1 <c d &> e'), [['a', 'd']]);
  assert.deepEqual(simpleCommands('a{b,c} ""&&d|e;f&g (h) {i; }'), [
    ['a{b,c}', ''],
    ['d'],
    ['e'],
    ['f'],
    ['g'],
    ['h'],
    ['i'],
  ]);
});

test('Whatever is typed is classified at once, and never throws.', () => {
  const pieces = [
    ...PROGRAMS.keys(),
    ...' \n\t\'"`\\|&;(){}<>$#=-+*~./:é\u0000\ud800'.split(''),
    ...' run, test, -c , -m ,--watch, exec , -- ,sudo ,env ,A=1 ,bash -c ",constructor,__proto__'.split(
      ',',
    ),
  ];
  const generator = new Generator(7);
  const start = performance.now();
  for (let i = 0; i < 20_000; i++) {
    const found = classify(generator.text(pieces, 30));
    assert.ok(found.class >= 0 && found.class <= 6);
  }
  const each = (performance.now() - start) / 20_000;
  assert.ok(each < 1, `${each} ms each`);
});

test('The longest and the most nested lines take no longer than a moment.', () => {
  const hostile = ['sudo ', 'bash -c "', '(', '\\', "'", 'env A=1 ', '$(', 'a|', 'npx ', '<', '2>'];
  const start = performance.now();
  for (const piece of hostile) {
    classify(piece.repeat(200_000));
  }
  assert.ok(performance.now() - start < 1_000);
});

test('Only the beginning of what was pasted is looked at.', () => {
  assert.equal(tell(`${' '.repeat(LINE_LENGTH)}pytest`), 'other');
});
