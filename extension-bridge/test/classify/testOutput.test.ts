import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { countTests, OutputTail, TAIL_LENGTH } from '../../src/classify/testOutput.ts';
import { Generator } from './generator.ts';

const OUTPUTS = path.join(import.meta.dirname, 'outputs');

/** What the runners themselves printed, by file: passed and failed, or null for no counts. */
const RECORDED: Record<string, [passed: number, failed: number] | null> = {
  // It counts what is to do as failed, in TAP only.
  'ava-tap': [1, 2],
  // It does not tell what passed where something failed.
  ava: [0, 1],
  'ava-ok': [2, 0],
  bun: [1, 1],
  cargo: [3, 1],
  ctest: [1, 1],
  'ctest-ok': [1, 0],
  deno: [2, 1],
  // Packages: one passed, one failed, one does not build.
  go: [1, 2],
  'go-json': [3, 4],
  'go-verbose': [3, 4],
  jasmine: [1, 1],
  jest: [2, 1],
  'jest-broken': [0, 0],
  'jest-colors': [1, 0],
  mocha: [1, 1],
  'mocha-colors': [1, 1],
  'mocha-tap': [1, 1],
  'node-colors': [2, 1],
  'node-spec': [2, 1],
  'node-tap': [2, 1],
  playwright: [1, 1],
  pytest: [3, 4],
  'pytest-collected': null,
  'pytest-colors': [3, 4],
  'pytest-nothing': [0, 0],
  'pytest-quiet': null,
  'pytest-xdist': [3, 4],
  tape: [1, 1],
  unittest: [1, 2],
  'unittest-expected': [1, 1],
  'unittest-ok': [1, 0],
  'vitest-colors': [2, 1],
  'vitest-nothing': [0, 0],
  'vitest-tap': [2, 1],
};

/** Formats by the runners' sources and documentation; `formats.ts` says which. */
const WRITTEN: [output: string, passed: number, failed: number][] = [
  ['===== no tests ran in 0.01s =====', 0, 0],
  ['!!!! Interrupted: 1 error during collection !!!!\n==== 1 error in 0.11s ====', 0, 1],
  ['= 2 failed, 98 passed, 3 warnings in 62.10s (0:01:02) =', 98, 2],
  ['Ran 3 tests in 0.001s\n\nOK (skipped=1, expected failures=1)', 1, 0],
  ['Ran 0 tests in 0.000s\n\nNO TESTS RAN', 0, 0],
  ['Found 2 test(s).\nRan 2 tests in 0.1s\n\nFAILED (errors=2)', 0, 2],
  ['  Tests:    1 failed, 2 skipped, 7 passed (12 assertions)\n  Duration: 0.3s', 7, 1],
  [
    '     Summary [   1.2s] 40 tests run: 21 passed (18 slow), 4 failed, 15 timed out, 6 skipped',
    21,
    19,
  ],
  ['     Summary [   0.1s] 5/10 tests run: 4 passed, 1 failed, 0 skipped', 4, 1],
  ['     Summary [   1.795s] 1 test run: 0 passed, 1 failed, 114 skipped', 0, 1],
  ['DONE 7 tests, 1 skipped, 2 failures in 0.413s', 4, 2],
  [
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in a.ATest\n' +
      '[ERROR] Tests run: 9, Failures: 1, Errors: 1, Skipped: 1\n[INFO] \n[INFO] BUILD FAILURE',
    6,
    2,
  ],
  [
    '\x1b[1;32mTests run: \x1b[0;1;32m2\x1b[m, Failures: 0, Errors: 0, Skipped: 0\n[INFO]\n' +
      '[WARNING] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1',
    4,
    0,
  ],
  ['21 tests completed, 1 failed, 2 skipped\n\nFAILURE: Build failed with an exception.', 18, 1],
  [
    'Failed!  - Failed:     1, Passed:     6, Skipped:     0, Total:     7, Duration: 249 ms - A.dll (net10.0)\n' +
      'Passed!  - Failed:     0, Passed:    12, Skipped:     1, Total:    13, Duration: < 1 ms - B.dll (net10.0)',
    18,
    1,
  ],
  [
    'Test summary: total: 17, failed: 1, succeeded: 14, skipped: 2, duration: 1.0s\nBuild failed',
    14,
    1,
  ],
  [
    'Test run summary: Failed!\n  A.dll (net10.0|x64) failed\n\n  total: 5\n  failed: 1\n  succeeded: 3\n  skipped: 1\n  duration: 705ms',
    3,
    1,
  ],
  [
    'Test Run Failed.\nTotal tests: 4\n     Passed: 3\n     Failed: 1\n Total time: 1.2 Seconds',
    3,
    1,
  ],
  ['Total tests: 3\n     Passed: 3\n Total time: 0.5 Seconds', 3, 0],
  ['Finished in 0.02 seconds\n7 examples, 2 failures, 1 pending', 4, 2],
  ['0 examples, 0 failures, 2 errors occurred outside of examples', 0, 2],
  ['Finished in 0.09s, 22.0 runs/s.\n4 runs, 3 assertions, 1 failures, 1 errors, 1 skips', 1, 2],
  ['5 tests, 9 assertions, 1 failures, 0 errors, 1 pendings, 0 omissions, 0 notifications', 3, 1],
  ['OK (3 tests, 3 assertions)', 3, 0],
  ['OK, but there were issues!\nTests: 3, Assertions: 7, Warnings: 1.', 3, 0],
  [
    'FAILURES!\nTests: 10, Assertions: 12, Errors: 1, Failures: 2, Skipped: 1, Incomplete: 1.',
    5,
    3,
  ],
  [
    'Finished in 0.1 seconds\n2 doctests, 1 property, 9 tests, 2 failures, 3 excluded, 1 skipped',
    6,
    2,
  ],
  ['1 test, 0 failures\n\nRandomized with seed 0', 1, 0],
  [
    "Test Suite 'A' failed at 2026.\n\t Executed 4 tests, with 1 test skipped and 2 failures (0 unexpected) in 0.1 (0.2) seconds\n" +
      "Test Suite 'All tests' failed at 2026.\n\t Executed 7 tests, with 1 test skipped and 2 failures (0 unexpected) in 0.1 (0.2) seconds\n" +
      '◇ Test run started.\n✔ Test run with 0 tests in 0 suites passed after 0.001 seconds.',
    4,
    2,
  ],
  [
    '✘ Test one() failed after 0.01 seconds with 3 issues.\n✘ Test "two a" failed after 0.02 seconds with 1 issue.\n' +
      '✘ Suite "S" failed after 0.5 seconds with 4 issues.\n✘ Test run with 24 tests in 1 suite failed after 0.5 seconds with 4 issues.',
    22,
    2,
  ],
  ['00:01 +2: a\r00:02 +3: b  \r00:02 +4: All tests passed!', 4, 0],
  ['00:02 +3 ~1 -1: \x1b[31mSome tests failed.\x1b[0m', 3, 1],
  ['ok | 2 passed | 0 failed (5ms)', 2, 0],
  ['99% tests passed, 1 tests failed out of 120', 119, 1],
  ['100% tests passed, 0 tests failed out of 3', 3, 0],
  ['1..3\nok 1 - a\nnot ok 2 - b\nok 3 # SKIP no', 1, 1],
  ['TAP version 14\nok 1 - a\nnot ok 2 - b # \x54ODO later\n1..2', 1, 0],
];

const recorded = (name: string): string =>
  readFileSync(path.join(OUTPUTS, `${name}.txt`), 'utf8').replaceAll('\r\n', '\n');

const pair = (output: string): [number, number] | null => {
  const counts = countTests(output);
  return counts ? [counts.passed, counts.failed] : null;
};

test('What the runners printed is counted as they count it.', () => {
  const names = readdirSync(OUTPUTS).map((file) => path.basename(file, '.txt'));
  assert.deepEqual(names.toSorted(), Object.keys(RECORDED).toSorted());
  const found = Object.fromEntries(names.map((name) => [name, pair(recorded(name))]));
  assert.deepEqual(found, RECORDED);
});

test('The formats of the runners that are not at hand are counted as their sources have them.', () => {
  for (const [output, passed, failed] of WRITTEN) {
    assert.deepEqual(pair(output), [passed, failed], output);
  }
});

test('Line ends of Windows, and the prompt after a run, change nothing.', () => {
  for (const [name, counts] of Object.entries(RECORDED)) {
    const output = recorded(name);
    assert.deepEqual(pair(output.replaceAll('\n', '\r\n')), counts, name);
    assert.deepEqual(
      pair(`\x1b]633;C\x07${output}\x1b]633;D;1\x07\r\n\x1b[32m$\x1b[0m `),
      counts,
      name,
    );
  }
});

test('Lines that a narrow terminal broke are put together again.', () => {
  for (const name of ['pytest', 'jest', 'cargo', 'deno', 'ctest']) {
    const plain = stripVTControlCharacters(recorded(name));
    const narrow = plain.replace(/.{30}(?=.)/g, '$&\r\n');
    assert.deepEqual(pair(narrow), RECORDED[name], name);
  }
});

test('Blanks that a terminal writes as movements of its cursor are blanks.', () => {
  assert.deepEqual(pair('Tests:\x1b[7C1 failed,\x1b[1C2 passed, 3 total\x1b[5;1HTime'), [2, 1]);
});

test('Of several runs in one output the last one counts.', () => {
  assert.deepEqual(pair(recorded('jest') + recorded('jest-colors')), [1, 0]);
  assert.deepEqual(pair(recorded('mocha') + recorded('pytest')), [3, 4]);
});

test('Output without a test run has no counts.', () => {
  for (const output of [
    '',
    'hello\n',
    '3 files changed, 2 insertions(+), 1 deletion(-)',
    'Compiled 5 modules in 3s',
    '12 passed my desk',
    'ok\n',
    '  failed: 3\n  total: 4\n',
    '{"Action":"pass"}',
    '2 failing',
  ]) {
    assert.equal(countTests(output), undefined, output);
  }
});

test('Only the end of an output is kept, and nothing once it is dropped.', () => {
  const tail = new OutputTail();
  const noise = `${'x'.repeat(99)}\n`;
  for (let i = 0; i < 5_000; i++) {
    tail.push(noise);
  }
  for (const piece of recorded('pytest-colors').match(/.{1,7}/gs) ?? []) {
    tail.push(piece);
  }
  assert.deepEqual(tail.counts(), { passed: 3, failed: 4 });
  for (let i = 0; i < 3 * (TAIL_LENGTH / noise.length); i++) {
    tail.push(noise);
  }
  assert.equal(tail.counts(), undefined);
  tail.push('1 passed in 0.1s\n');
  tail.drop();
  assert.equal(tail.counts(), undefined);
});

test('Whatever is printed is read in linear time, and never throws.', () => {
  const pieces = [
    ...WRITTEN.flatMap(([output]) => output.match(/[a-zA-Z]+|\d+|[^a-zA-Z\d]/g) ?? []),
    ...['\x1b[', '\x1b]', '\x07', 'tests ', 'passed', '\n', '\r', '# ', 'ℹ ', '\ud800'],
  ];
  const generator = new Generator(11);
  for (let i = 0; i < 1_500; i++) {
    const counts = countTests(generator.text(pieces, 120));
    assert.ok(!counts || (counts.passed >= 0 && counts.failed >= 0));
  }
  const start = performance.now();
  for (const piece of [
    '=',
    ' ',
    '1 a ',
    '1 passed, ',
    '\x1b]',
    '\x1b[1',
    'ok ',
    '{"Time":',
    '0 tests, ',
    'a: ',
  ]) {
    countTests(piece.repeat(1_000_000));
    countTests(`${piece.repeat(3_000 / piece.length)}\n`.repeat(300));
  }
  assert.ok(performance.now() - start < 5_000);
});
