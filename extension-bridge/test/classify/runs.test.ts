import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EndedRun, REPORT_GRACE_MS, REPORTS, RunLedger } from '../../src/classify/runs.ts';
import { CommandClass, Kind } from '../../src/wire/protocol.ts';

const TEST: EndedRun = {
  class: CommandClass.test,
  exitCode: 1,
  counts: undefined,
  startedAt: 1_000,
  endedAt: 4_000,
};
const DUE = TEST.endedAt + REPORT_GRACE_MS;

/** The rows of `TEST` with other particulars; all that it tells, now or later. */
function told(particulars: Partial<EndedRun>): unknown[] {
  const ledger = new RunLedger();
  ledger.began();
  const run = { ...TEST, ...particulars };
  return [...ledger.ended(run), ...ledger.due(run.endedAt + REPORT_GRACE_MS)];
}

test('A command that is no test is told at once.', () => {
  const run = { ...TEST, class: CommandClass.build, exitCode: 2 };
  assert.deepEqual(new RunLedger().ended(run), [[Kind.commandExecuted, 1, 2, 3_000]]);
});

test('An exit code that nobody knows is told as such.', () => {
  const run = { ...TEST, class: CommandClass.other, exitCode: undefined };
  assert.deepEqual(new RunLedger().ended(run), [[Kind.commandExecuted, 0, -1, 3_000]]);
});

test('A test run whose output was counted is told at once, its counts before its exit code.', () => {
  const ledger = new RunLedger();
  ledger.began();
  assert.deepEqual(ledger.ended({ ...TEST, counts: { passed: 5, failed: 2 } }), [
    [Kind.testRun, 5, 2, 3_000],
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
  ]);
  assert.equal(ledger.next, undefined);
});

test('Failed tests are told though a pipe hides the exit code.', () => {
  assert.deepEqual(told({ exitCode: 0, counts: { passed: 5, failed: 2 } }), [
    [Kind.testRun, 5, 2, 3_000],
    [Kind.commandExecuted, CommandClass.test, 0, 3_000],
  ]);
});

test('A failure that is no test of its own, as a file that does not load, makes the run red.', () => {
  assert.deepEqual(told({ exitCode: 1, counts: { passed: 5, failed: 0 } }), [
    [Kind.testRun, -1, -1, 0],
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
  ]);
});

test('A run without a test to run is neither green nor red.', () => {
  assert.deepEqual(told({ exitCode: 5, counts: { passed: 0, failed: 0 } })[0], [
    Kind.testRun,
    0,
    0,
    3_000,
  ]);
});

test('A test run of which nobody knows anything is a command alone.', () => {
  assert.deepEqual(told({ exitCode: undefined }), [
    [Kind.commandExecuted, CommandClass.test, -1, 3_000],
  ]);
});

test('A test run without counts waits for a report, and then has only its verdict.', () => {
  const ledger = new RunLedger();
  ledger.began();
  assert.deepEqual(ledger.ended(TEST), []);
  assert.equal(ledger.next, DUE);
  assert.deepEqual(ledger.due(DUE - 1), []);
  assert.deepEqual(ledger.due(DUE), [
    [Kind.testRun, -1, -1, 0],
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
  ]);
  assert.equal(ledger.next, undefined);
});

test('Reports that a run writes before and after its end are added up and told once.', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.reported({ passed: 3, failed: 0 }, 2_000);
  assert.deepEqual(ledger.due(3_900), []);
  ledger.ended({ ...TEST, exitCode: 1 });
  ledger.reported({ passed: 1, failed: 1 }, 4_500);
  assert.deepEqual(ledger.due(DUE), [
    [Kind.testRun, 4, 1, 3_000],
    [Kind.commandExecuted, CommandClass.test, 1, 3_000],
  ]);
  assert.deepEqual(ledger.due(DUE + 60_000), []);
});

test('A report that is seen twice, as it is made and as it changes, counts as it was last.', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.reported({ passed: 2, failed: 0 }, 3_000, 77);
  ledger.reported({ passed: 5, failed: 1 }, 3_500, 77);
  ledger.reported({ passed: 1, failed: 0 }, 3_600, 78);
  ledger.ended(TEST);
  assert.deepEqual(ledger.due(DUE)[0], [Kind.testRun, 6, 1, 3_000]);
});

test('The report of a run whose output was counted tells nothing more, before or after.', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.reported({ passed: 5, failed: 2 }, 3_900);
  ledger.ended({ ...TEST, counts: { passed: 5, failed: 2 } });
  ledger.reported({ passed: 5, failed: 2 }, 5_000);
  assert.equal(ledger.next, undefined);
  assert.deepEqual(ledger.due(60_000), []);
});

test('A report that comes just after its run was told is no run of its own.', () => {
  const ledger = new RunLedger();
  ledger.ended(TEST);
  assert.equal(ledger.due(DUE).length, 2);
  ledger.reported({ passed: 5, failed: 2 }, DUE + 500);
  assert.equal(ledger.next, undefined);
});

test('A report from before a run is not taken for its own.', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.reported({ passed: 9, failed: 0 }, 500);
  ledger.ended(TEST);
  assert.deepEqual(ledger.due(DUE)[0], [Kind.testRun, -1, -1, 0]);
});

test('A report whose run nobody saw is a run of its own.', () => {
  const ledger = new RunLedger();
  ledger.reported({ passed: 3, failed: 1 }, 2_000);
  assert.deepEqual(ledger.due(2_000 + REPORT_GRACE_MS), [[Kind.testRun, 3, 1, 0]]);
});

test('A report without tests does not hide the exit code.', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.ended(TEST);
  ledger.reported({ passed: 0, failed: 0 }, 4_100);
  assert.deepEqual(ledger.due(DUE)[0], [Kind.testRun, -1, -1, 0]);
});

test('A run that its user stopped is a command without a verdict.', () => {
  for (const exitCode of [130, 143, 3_221_225_786, -1_073_741_510]) {
    assert.deepEqual(told({ exitCode, counts: { passed: 1, failed: 1 } }), [
      [Kind.commandExecuted, CommandClass.test, exitCode, 3_000],
    ]);
    assert.equal(told({ exitCode }).length, 1);
  }
});

test('A run that is lost does not hold back the reports of the next.', () => {
  const ledger = new RunLedger();
  ledger.began();
  ledger.lost();
  ledger.reported({ passed: 1, failed: 0 }, 1_000);
  assert.equal(ledger.next, 1_000 + REPORT_GRACE_MS);
});

test('A clock that is set back holds nothing back, and makes no duration negative.', () => {
  const ledger = new RunLedger();
  ledger.ended({ ...TEST, startedAt: 5_000_000, endedAt: 4_000_000 });
  assert.deepEqual(ledger.due(1_000), [
    [Kind.testRun, -1, -1, 0],
    [Kind.commandExecuted, CommandClass.test, 1, 0],
  ]);
});

test('A run that never ends gathers no more reports than it can hold.', () => {
  const ledger = new RunLedger();
  ledger.began();
  for (let i = 0; i < REPORTS + 100; i++) {
    ledger.reported({ passed: 1, failed: 0 }, 2_000, i);
  }
  ledger.ended(TEST);
  assert.deepEqual(ledger.due(DUE)[0], [Kind.testRun, -1, -1, 0]);
  const green = new RunLedger();
  for (let i = 0; i < REPORTS + 100; i++) {
    green.reported({ passed: 1, failed: 0 }, 2_000, i);
  }
  assert.deepEqual(green.due(DUE), [[Kind.testRun, REPORTS, 0, 0]]);
});
