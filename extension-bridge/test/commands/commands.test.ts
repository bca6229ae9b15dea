import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reason, running, STATUS } from '../show/parts.ts';
import { started, window } from './started.ts';

const { minutesLeft } = await import('../../src/commands/running.ts');

test('each label is sent after all that was done before it, and noted without a pop-up', async () => {
  const said = {
    iAmStuck: 'stuck',
    iAmMakingProgress: 'progress',
    iAmInFlow: 'flow',
    notStuck: 'progress',
  };
  for (const [id, state] of Object.entries(said)) {
    const { bridge, run } = started();
    await run(id);
    assert.deepEqual(bridge.calls, [
      ['flush', undefined],
      ['pulsedev/label', { state, source: 'button' }],
    ]);
  }
  assert.equal(window.notes[0], '$(check) Noted: stuck.');
  assert.equal(window.messages.length, 0);
});

test('an error is one line', async () => {
  const { bridge, run } = started();
  bridge.answers.set('pulsedev/label', new Error('The daemon\ndoes not run.'));
  await run('iAmStuck');
  assert.deepEqual(
    window.messages.map((message) => message.text),
    ['PulseDev: The daemon does not run.'],
  );
});

test('a snooze lasts as chosen, and none is sent where nothing is chosen', async () => {
  const { bridge, choose } = started();
  bridge.answers.set('pulsedev/snooze', { until: 0 });
  await choose('snooze', '1 hour');
  await choose('snooze', undefined);
  assert.deepEqual(bridge.calls, [['pulsedev/snooze', { minutes: 60 }]]);
  assert.match(window.notes[0] ?? '', /No alerts until \d\d:\d\d\./);
});

test('the rest of the day ends at midnight, also on the days when the clocks change', () => {
  assert.equal(minutesLeft(new Date(2026, 10, 23, 23, 0).getTime()), 60);
  assert.equal(minutesLeft(new Date(2026, 10, 23, 23, 59, 59, 999).getTime()), 1);
  for (let day = 1; day <= 366; day++) {
    const morning = new Date(2026, 0, day).getTime();
    const left = minutesLeft(morning) * 60_000;
    assert.equal(new Date(morning + left).getTime(), new Date(2026, 0, day + 1).getTime());
  }
});

test('a pause lasts as chosen or until resumed', async () => {
  const { bridge, choose, run } = started();
  await choose('pause', '15 minutes');
  await choose('pause', 'Until I resume');
  await run('resume');
  assert.deepEqual(bridge.calls, [
    ['pause', 15],
    ['pause', undefined],
    ['resume', undefined],
  ]);
});

test('why lists each reason with its effect', async () => {
  const { bridge, choose } = started();
  const reasons = [reason('a', Math.log(2), 'no run'), reason('b', -Math.log(4), '$(bug) fine')];
  bridge.answers.set('pulsedev/explain', { state: 'stuck', reasons });
  await choose('why', undefined);
  assert.deepEqual(window.lists[0]?.items, [
    { label: 'no run', description: 'for being stuck, odds × 2.0' },
    { label: '$ (bug) fine', description: 'against being stuck, odds ÷ 4.0' },
  ]);
});

test('why says what is missing where there is nothing to say', async () => {
  const { bridge, choose } = started();
  bridge.answers.set('pulsedev/explain', { state: 'unknown', reasons: [] });
  await choose('why', undefined);
  assert.match(window.lists[0]?.items[0]?.detail ?? '', /minutes of work/);
});

test('the status without consent or without a daemon says so and offers a way out', async () => {
  const { bridge, choose, consent } = started();
  await choose('showStatus', '$(arrow-small-right) Get Started');
  assert.deepEqual(window.executed.at(-1), ['pulsedev.getStarted']);
  await consent.give();
  bridge.standing = { is: 'missing', why: 'No Python was found.' };
  await choose('showStatus', undefined);
  assert.equal(window.lists.at(-1)?.items[0]?.label, 'No Python was found.');
  assert.deepEqual(bridge.calls, []);
});

test('a workspace is made private, and no longer, by a setting of its own', async () => {
  const { run } = started();
  const setting = () => window.workspaceSettings.get('pulsedev.privateWorkspace');
  await run('observeNothingHere');
  assert.equal(setting(), true);
  assert.deepEqual(window.executed.at(-1), ['setContext', 'pulsedev.private', true]);
  await run('observeHereAgain');
  assert.equal(setting(), undefined);
  assert.equal(window.messages.length, 0);
});

test('a window without a folder says that it can not be made private', async () => {
  window.workspaceFolders = undefined;
  const { run } = started();
  await run('observeNothingHere');
  assert.match(window.messages[0]?.text ?? '', /^PulseDev: No folder is open/);
  assert.equal(window.workspaceSettings.size, 0);
});

test('what the user settings say of all workspaces is not taken back by one', async () => {
  window.settings.set('pulsedev.privateWorkspace', true);
  const { run } = started();
  await run('observeHereAgain');
  assert.match(window.messages[0]?.text ?? '', /^PulseDev: Your user settings say/);
});

test('the status of a private workspace says so and offers to observe it again', async () => {
  const { bridge, choose, consent } = started();
  await consent.give();
  bridge.standing = { is: 'private' };
  await choose('showStatus', '$(arrow-small-right) Observe This Workspace Again');
  assert.equal(window.lists.at(-1)?.items[0]?.label, 'This workspace is private');
  assert.deepEqual(window.executed.at(-1), ['pulsedev.observeHereAgain']);
  assert.deepEqual(bridge.calls, []);
});

test('the status says which window judges, and what does not work', async () => {
  const { bridge, choose, consent } = started();
  await consent.give();
  const windows = { open: 2, brain: 'other' };
  bridge.answers.set('pulsedev/status', { ...STATUS, windows, trouble: 'the disk is full' });
  await choose('showStatus', undefined);
  const labels = window.lists.at(-1)?.items.map(({ label }) => label) ?? [];
  assert.ok(labels.includes('3 events taken in, 2 windows, judged by another one'), `${labels}`);
  assert.ok(labels.includes('$(warning) the disk is full'));
});

test('agreeing in the walkthrough needs no second question', async () => {
  const { consent, run } = started();
  await run('allowObserving', 'read');
  assert.equal(consent.given, true);
  assert.equal(window.messages.length, 0);
  await run('stopObserving');
  assert.equal(consent.declined, true);
});

test('elsewhere, and where telemetry is off, what is read is said before', async () => {
  for (const telemetry of [true, false]) {
    window.messages.length = 0;
    window.telemetryEnabled = telemetry;
    const { consent, run } = started();
    const asked = telemetry ? run('allowObserving') : run('allowObserving', 'read');
    const detail = window.messages[0]?.options.detail ?? '';
    assert.equal(/Telemetry is off/.test(detail), !telemetry);
    window.messages[0]?.answer('Allow');
    await asked;
    assert.equal(consent.given, true);
  }
});

test('closing the question is neither yes nor no', async () => {
  const { consent, run } = started();
  const asked = run('allowObserving');
  window.messages[0]?.answer(undefined);
  await asked;
  assert.deepEqual([consent.given, consent.declined], [false, false]);
});

test('the context keys follow the standing and the consent, and are set on changes only', async () => {
  const { bridge, consent } = started();
  const keys = () => window.executed.filter(([id]) => id === 'setContext').map(([, ...set]) => set);
  assert.deepEqual(keys(), [
    ['pulsedev.consented', false],
    ['pulsedev.running', true],
    ['pulsedev.private', false],
    ['pulsedev.paused', false],
  ]);
  window.executed.length = 0;
  bridge.become(running('stuck'));
  bridge.become(running('paused'));
  await consent.give();
  assert.deepEqual(keys(), [
    ['pulsedev.paused', true],
    ['pulsedev.consented', true],
  ]);
});
