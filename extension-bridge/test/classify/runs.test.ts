import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EndedRun, REPORT_GRACE_MS, RunLedger } from '../../src/classify/runs.ts';
import { CommandClass, Kind } from '../../src/wire/protocol.ts';

const TEST: EndedRun = {
  class: CommandClass.test,
  exitCode: 1,
  counts: undefined,
  startedAt: 1_000,
  endedAt: 4_000,
};
const DUE = TEST.endedAt + REPORT_GRACE_MS;

test('a command that is no test is told at once', () => {
  const run = { ...TEST, class: CommandClass.build, exitCode: 2 };
  assert.deepEqual(new RunLedger().ended(run), [[Kind.commandExecuted, 1, 2, 3_000]]);
});

test('an exit code that nobody knows is told as such', () => {
  const run = { ...TEST, class: CommandClass.other, exitCode: undefined };
  assert.deepEqual(new RunLedger().ended(run), [[Kind.commandExecuted, 0, -1, 3_000]]);
});

test('a test run whose output was counted is told at once, as command and report', () => {
  const ledger = new RunLedger();
  ledger.began();
  assert.deepEqual(ledger.ended({ ...TEST, counts: { passed: 5, failed: 2 } }), [
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
    [Kind.testRun, 5, 2, 3_000],
  ]);
  assert.equal(ledger.next, undefined);
});

test('a test run without counts waits for a report, and then has only its verdict', () => {
  const ledger = new RunLedger();
  ledger.began();
  assert.deepEqual(ledger.ended(TEST), []);
  assert.equal(ledger.next, DUE);
  assert.deepEqual(ledger.due(DUE - 1), []);
  assert.deepEqual(ledger.due(DUE), [
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
    [Kind.testRun, -1, -1, 0],
  ]);
  assert.equal(ledger.next, undefined);
});

test('reports that a run writes before and after its end are added up and told once', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.reported({ passed: 3, failed: 0 }, 2_000);
  assert.deepEqual(ledger.due(3_900), []);
  ledger.ended({ ...TEST, exitCode: 1 });
  ledger.reported({ passed: 1, failed: 1 }, 4_500);
  assert.deepEqual(ledger.due(DUE), [
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
    [Kind.testRun, 4, 1, 3_000],
  ]);
  assert.deepEqual(ledger.due(DUE + 60_000), []);
});

test('a report whose run nobody saw is a run of its own', () => {
  const ledger = new RunLedger();
  ledger.reported({ passed: 3, failed: 1 }, 2_000);
  assert.deepEqual(ledger.due(2_000 + REPORT_GRACE_MS), [[Kind.testRun, 3, 1, 0]]);
});

test('a report without tests does not hide the exit code', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.ended(TEST);
  ledger.reported({ passed: 0, failed: 0 }, 4_100);
  assert.deepEqual(ledger.due(DUE).at(-1), [Kind.testRun, -1, -1, 0]);
});

for (const exitCode of [130, 143, 3_221_225_786, -1_073_741_510]) {
  test(`a run stopped with ${exitCode} is a command without a verdict`, () => {
    const ledger = new RunLedger();
    ledger.began();
    assert.deepEqual(ledger.ended({ ...TEST, exitCode }), [
      [Kind.commandExecuted, CommandClass.test, exitCode, 3_000],
    ]);
    assert.equal(ledger.next, undefined);
  });
}

test('a run that is lost does not hold back the reports of the next', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.lost();
  ledger.reported({ passed: 1, failed: 0 }, 1_000);
  assert.equal(ledger.next, 1_000 + REPORT_GRACE_MS);
});
