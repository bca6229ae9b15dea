/**
 * A rare word goes wherever a user can put text. It must be in no byte between the extension and
 * the daemon, in no log, and in no file that PulseDev writes; what is packed there is looked at as
 * numbers, and in an export.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { test } from 'node:test';
import { Cause, Kind } from '../src/wire/protocol.ts';
import { driven } from './driven.ts';
import { until } from './until.ts';

const WORD = 'Quetzalkanari';

const FILES = {
  [`${WORD}.txt`]: `${WORD}\n`,
  [`in/${WORD}/a.ts`]: `export const a: number = ${WORD};\n`,
  [`${WORD}.test.js`]: `require('node:test').test('${WORD}', () => { throw new Error('${WORD}'); });\n`,
  '.vscode/tasks.json': JSON.stringify({
    version: '2.0.0',
    tasks: [
      {
        label: WORD,
        type: 'shell',
        command: `node --test ${WORD}.test.js`,
        group: 'test',
        problemMatcher: [],
      },
    ],
  }),
};

const code = driven({
  name: 'canary',
  agreed: true,
  daemon: 'piped',
  folder: WORD,
  log: 'trace',
  files: FILES,
});

/** What a daemon at work writes, and at least so many bytes of it. */
const AT_WORK = {
  'data/document-key': 64,
  'data/pulsedev.db': 4_096,
  'data/pulsedev.db-wal': 0,
  'data/pulsedev.lock': 0,
  'log/daemon.log': 0,
};

/**
 * The word in any case, and in the two encodings that programs write, wherever it begins. Nothing
 * is decoded as UTF-16: Node writes beyond its memory where an odd number of bytes begins at an odd
 * address (nodejs/node#64697).
 */
function found(bytes: Buffer): boolean {
  const text = bytes.toString('latin1').toLowerCase();
  const word = WORD.toLowerCase();
  return [word, [...word].join('\0')].some((form) => text.includes(form));
}

/** All files below a folder, with what they hold; Git keeps its own as it likes. */
function files(folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith(`.git${sep}`))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => [path, readFileSync(path)]);
}

test('The word is typed, pasted, and the name of a file, a folder and a variable.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.open(`${WORD}.txt`);
  await window.type(WORD);
  await window.press('Shift+Home', 'ControlOrMeta+C', 'End', 'ControlOrMeta+V');
  await next.first(Kind.fileModified, ({ c }) => c === Cause.paste);
  await window.press('ControlOrMeta+S');
  await window.open(`in/${WORD}/a.ts`);
  await next.first(Kind.errorOccurred, ({ a }) => a > 0);
});

test('The word is a task, a test, an error and a command with its output.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.command('Tasks: Run Task', WORD);
  await next.first(Kind.testRun, ({ b }) => b !== 0);
  await window.terminal(`echo ${WORD}; false ${WORD}`);
  await next.first(Kind.commandExecuted, ({ b }) => b === 1);
});

test('The word is a branch and a commit.', async () => {
  const { home, daemon } = code();
  const next = daemon.next;
  writeFileSync(join(home.workspace, `${WORD}.md`), WORD);
  home.git(home.workspace, 'switch', '--quiet', '--create', WORD);
  await next.first(Kind.branchChanged);
  home.git(home.workspace, 'add', '.');
  home.git(home.workspace, 'commit', '--quiet', '--message', WORD);
  await next.first(Kind.commitCreated);
});

test('The search finds the word where it is.', () => {
  const { home } = code();
  const holding = files(home.workspace).filter(([, bytes]) => found(bytes));
  assert.ok(holding.length >= 5);
  assert.ok(found(Buffer.from(WORD, 'utf16le')));
});

test('What is kept is shown with the name of a document that is open, which is not kept.', async () => {
  const { window, daemon } = code();
  await window.open(`${WORD}.txt`);
  await window.type('x');
  await daemon.next.until('the edit is sent', undefined, () =>
    daemon.events().some(({ kind, a }) => kind === Kind.fileModified && a === 1),
  );
  await window.command('PulseDev: Show Stored Events…', 'Today');
  const lines = window.page.locator('.editor-group-container.active .view-line');
  await lines.getByText(`(${WORD}.txt): typed 1 character`).first().waitFor();
  await window.screenshot('canary-stored-events');
});

test('Of an event nothing is kept but numbers.', async () => {
  const { out: said } = await code().daemon.frames();
  const pages = said.flatMap(({ result }) => (result && 'window' in result ? [result] : []));
  const columns = ['t', 'window', 'kind', 'doc', 'a', 'b', 'c'];
  let rows = 0;
  for (const { more, ...page } of pages) {
    assert.equal(typeof more, 'boolean');
    assert.deepEqual(Object.keys(page).sort(), columns.toSorted());
    for (const column of Object.values(page)) {
      assert.ok(Array.isArray(column) && column.every(Number.isSafeInteger));
      rows += column.length;
    }
  }
  assert.ok(rows > 20 * columns.length, `${rows} numbers`);
});

test('An export is open to its owner alone and does not hold the word.', async () => {
  const { window } = code();
  await window.command('PulseDev: Export…', 'JSON Lines', 'As It Is');
  const input = window.quickInput.locator('input').first();
  // The file that the dialog proposes, once it is there.
  const target = await until('the dialog asks where to', async () => {
    const proposed = await input.inputValue();
    return proposed.endsWith('.jsonl') && proposed;
  });
  await window.press('Enter');
  await until('the export is there', () => existsSync(target) && statSync(target).size > 0);
  const bytes = readFileSync(target);
  assert.equal(found(bytes), false);
  const kinds = bytes
    .toString()
    .trim()
    .split('\n')
    .flatMap((line) => JSON.parse(line).kind ?? []);
  assert.ok(
    [Kind.fileModified, Kind.testRun, Kind.commitCreated].every((kind) => kinds.includes(kind)),
  );
  assert.equal(statSync(target).mode & 0o777, 0o600);
});

test('The word is in no byte between the extension and the daemon.', async () => {
  const { daemon } = code();
  const { in: told, out: said } = daemon.raw();
  // What must be there, so that an empty record can't pass.
  assert.ok(told.includes('pulsedev/events') && said.includes('pulsedev/state'));
  assert.equal(found(told), false);
  assert.equal(found(said), false);
  assert.equal(found(Buffer.from(daemon.text())), false);
});

test('No frame carries a document.', async () => {
  const { in: told } = await code().daemon.frames();
  const methods = new Set(told.map(({ method }) => method).filter((method) => method));
  assert.ok(methods.has('pulsedev/events') && methods.has('initialize'));
  assert.deepEqual(
    [...methods].filter((method) =>
      /^(textDocument|notebookDocument|workspace)\//.test(`${method}`),
    ),
    [],
  );
});

test('The word is in no log and in no file of PulseDev.', async () => {
  const { home } = code();
  const logs = code().logs();
  assert.ok(
    logs.some((log) => statSync(log).size > 0),
    'there is a log',
  );
  const storage = join(home.userData, 'User', 'globalStorage', 'pulsedev.pulsedev');
  const written = [home.pulsedev, storage].filter(existsSync).flatMap(files);
  // All that a daemon at work has must be there, so that nothing of it is left unsearched.
  for (const [name, size] of Object.entries({ ...AT_WORK, 'data/windows/1': 1 })) {
    const file = written.find(([path]) => path === join(home.pulsedev, name));
    assert.ok(file && file[1].length >= size, name);
  }
  for (const [path, bytes] of [
    ...written,
    ...logs.map((log) => [log, readFileSync(log)] as const),
  ]) {
    assert.equal(found(bytes), false, path);
    assert.equal(found(Buffer.from(path)), false, path);
  }
});

test('Nothing was written into the workspace.', () => {
  const { home } = code();
  const names = files(home.workspace).map(([path]) => relative(home.workspace, path));
  assert.deepEqual(names.sort(), [...Object.keys(FILES), 'README.md', `${WORD}.md`].sort());
});
