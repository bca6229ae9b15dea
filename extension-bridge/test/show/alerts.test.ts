import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { CancellationToken } from 'vscode';
import { alert, context, FakeBridge, FakeLog, Memory, reason, settled } from './parts.ts';
import { EventEmitter, install } from './vscode.ts';

const window = install();
const { Alerts, message } = await import('../../src/show/alerts.ts');

beforeEach(() => {
  window.messages.length = 0;
  window.lists.length = 0;
  window.settings.clear();
});

/** Nobody types. */
const AT_REST = { rest: async () => {} };

async function shown(given = alert(), quiet: { rest(): Promise<void> } = AT_REST) {
  const bridge = new FakeBridge();
  const log = new FakeLog();
  const cancel = new EventEmitter<void>();
  const token = { isCancellationRequested: false, onCancellationRequested: cancel.event };
  const alerts = new Alerts(context(new Memory()), bridge, log.channel, quiet, () => undefined);
  const show = () => alerts.show(given, token as unknown as CancellationToken);
  const answer = show();
  await settled();
  return { alerts, bridge, cancel, log, show, answer };
}

test('an alert says title, reasons and one suggestion, as text', () => {
  const given = alert({ reasons: [reason('a', 1, '[x](command:y)'), reason('b', -1, 'not this')] });
  assert.equal(
    message(given),
    'You may have been stuck for 7 min: (x)(command:y). Set a breakpoint.',
  );
});

test('each button is an answer, and closing is none', async () => {
  const buttons = {
    'Yes, stuck': 'right',
    No: 'wrong',
    Snooze: 'snooze',
    "Don't show again": 'never',
  };
  for (const [button, action] of [...Object.entries(buttons), [undefined, 'ignored'] as const]) {
    window.messages.length = 0;
    const { answer } = await shown();
    assert.deepEqual(window.messages[0]?.buttons, Object.keys(buttons));
    window.messages[0]?.answer(button);
    assert.equal(await answer, action);
  }
});

test('the answer is the label: nothing else is sent', async () => {
  const { answer, bridge } = await shown();
  window.messages[0]?.answer('Yes, stuck');
  await answer;
  assert.deepEqual(bridge.calls, []);
});

test('a cancelled alert, one whose daemon is gone, and one followed by another are ignored', async () => {
  const cancelled = await shown();
  cancelled.cancel.fire();
  assert.equal(await cancelled.answer, 'ignored');
  const orphaned = await shown();
  orphaned.bridge.become({ is: 'starting' });
  assert.equal(await orphaned.answer, 'ignored');
  const followed = await shown();
  const next = followed.show();
  assert.equal(await followed.answer, 'ignored');
  await settled();
  window.messages.at(-1)?.answer('No');
  assert.equal(await next, 'wrong');
});

test('an alert waits until the keys rest', async () => {
  let rest = (): void => {};
  const rested = new Promise<void>((resolve) => {
    rest = resolve;
  });
  const { answer } = await shown(alert(), { rest: () => rested });
  assert.equal(window.messages.length, 0);
  rest();
  await settled();
  window.messages[0]?.answer('No');
  assert.equal(await answer, 'wrong');
});

test('an alert that is taken back while it waits is never shown', async () => {
  const { answer, cancel } = await shown(alert(), { rest: () => new Promise(() => {}) });
  cancel.fire();
  assert.equal(await answer, 'ignored');
  assert.deepEqual(window.messages, []);
});

test('only what the daemon offers is a button', async () => {
  await shown(alert({ actions: ['right', 'wrong'] }));
  assert.deepEqual(window.messages[0]?.buttons, ['Yes, stuck', 'No']);
});

test('after a yes what may help is offered, and the break keeps alerts away meanwhile', async () => {
  const { alerts, answer, bridge } = await shown();
  window.messages[0]?.answer('Yes, stuck');
  await answer;
  await settled();
  const labels = window.lists[0]?.items.map((item) => item.label);
  assert.equal(labels?.at(-1), 'Take a break of five minutes');
  window.lists[0]?.choose('Take a break of five minutes');
  await settled();
  assert.deepEqual(bridge.calls, [['pulsedev/snooze', { minutes: 5 }]]);
  assert.match(window.notes.at(-1) ?? '', /Break until \d\d:\d\d/);
  alerts.dispose();
});

test('never again is kept as a setting, which can be found and undone', async () => {
  const { answer } = await shown();
  window.messages[0]?.answer("Don't show again");
  assert.equal(await answer, 'never');
  assert.equal(window.settings.get('pulsedev.alertsPerDay'), 0);
});

test('what fails after a yes is told without its words in the log', async () => {
  const { answer, bridge, log } = await shown();
  bridge.answers.set('pulsedev/snooze', new Error('/secret/path'));
  window.messages[0]?.answer('Yes, stuck');
  await answer;
  await settled();
  window.lists[0]?.choose('Take a break of five minutes');
  await settled();
  assert.deepEqual(log.lines, ["An alert's action failed: Error"]);
});
