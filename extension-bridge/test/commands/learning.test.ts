import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card } from '../../src/wire/protocol.ts';
import { STATUS, settled } from '../show/parts.ts';
import type { Uri } from '../show/vscode.ts';
import { started, window } from './started.ts';

const { swaps } = await import('../../src/commands/learning.ts');

const NOON = new Date(2026, 10, 23, 12, 0).getTime();

const card = (role: Card['role'], created: number | null): Card => ({
  ...{ model: 'stuck_detection', role, created },
  ...{ title: 'Stuck detection', markdown: '# Stuck detection\n' },
});

test('training shows how far it is, and says what the daemon says came of it', async () => {
  const { bridge, run } = started();
  bridge.training.steps.push(
    { kind: 'begin', title: 'Training models', percentage: 0 },
    { kind: 'report', message: 'going through\nthe last 30 days', percentage: 30 },
    { kind: 'report', message: 'fitting', percentage: 20 },
    { kind: 'report', message: 'fitting', percentage: 55 },
    { kind: 'end', message: 'it failed' },
  );
  bridge.training.trained = { started: true, line: 'it failed [x](command:y)' };
  const done = run('trainNow');
  await settled();
  window.messages.at(-1)?.answer('Show Model Cards');
  await done;
  assert.deepEqual(window.progress, [
    { message: 'going through the last 30 days', increment: 30 },
    { message: 'fitting', increment: 0 },
    { message: 'fitting', increment: 25 },
  ]);
  assert.deepEqual(
    window.messages.map(({ text }) => text),
    ['PulseDev: it failed (x)(command:y).'],
  );
  assert.equal(window.executed.at(-1)?.[0], 'markdown.showPreview');
});

test('where nothing can be trained, the daemon says why', async () => {
  const { bridge, run } = started();
  bridge.training.trained = { started: false, line: 'a training runs already' };
  await run('trainNow');
  assert.equal(window.messages[0]?.text, 'PulseDev: no training: a training runs already.');
  assert.deepEqual(window.messages[0]?.buttons, []);
});

test('a training whose daemon goes away is an error in one line', async () => {
  const { bridge, run } = started();
  bridge.training.trained = new Error('The daemon ended before the training did.');
  await run('trainNow');
  assert.match(window.messages[0]?.text ?? '', /^PulseDev: The daemon ended before/);
});

test('a model is rolled back after a choice and a question, which says what will be in use', async () => {
  const { bridge, run } = started();
  const models = [card('champion', NOON), card('previous', NOON - 86_400_000)];
  bridge.answers.set('pulsedev/models', { models });
  bridge.answers.set('pulsedev/rollback', { models: [] });
  for (const button of [undefined, 'Roll Back']) {
    const done = run('rollBackModel');
    await settled();
    window.lists.at(-1)?.choose('Stuck detection');
    await settled();
    const { text, options } = window.messages.at(-1) ?? assert.fail('nothing was asked');
    assert.deepEqual([text, options.modal], ['Roll back? Stuck detection', true]);
    assert.match(options.detail ?? '', /now: the one of .*12:00\. After it: the one of 2026-11-22/);
    window.messages.at(-1)?.answer(button);
    await done;
  }
  const asked = bridge.calls.filter(([method]) => method === 'pulsedev/rollback');
  assert.deepEqual(asked, [['pulsedev/rollback', { model: 'stuck_detection' }]]);
  assert.deepEqual(window.notes, ['$(check) Rolled back: Stuck detection.']);
});

test('where nothing was learned, nothing is rolled back, and no list is shown', async () => {
  const { bridge, run } = started();
  bridge.answers.set('pulsedev/models', { models: [card('none', null), card('shadow', NOON)] });
  await run('rollBackModel');
  assert.equal(window.lists.length, 0);
  assert.match(window.notes[0] ?? '', /nothing to roll back/);
});

test('a model and what is built in can change places, both ways', () => {
  assert.match(
    swaps([card('champion', NOON)], NOON)[0]?.detail ?? '',
    /After it: what is built in/,
  );
  assert.match(swaps([card('previous', NOON)], NOON)[0]?.detail ?? '', /now: what is built in/);
});

test('what the daemon refuses to roll back is said in one line', async () => {
  const { bridge, run } = started();
  bridge.answers.set('pulsedev/models', { models: [card('champion', NOON)] });
  bridge.answers.set('pulsedev/rollback', new Error('the disk\nrefuses'));
  const done = run('rollBackModel');
  await settled();
  window.lists.at(-1)?.choose('Stuck detection');
  await settled();
  window.messages.at(-1)?.answer('Roll Back');
  await done;
  assert.equal(window.messages.at(-1)?.text, 'PulseDev: the disk refuses');
});

test('the status says how far a training is, or what keeps it from beginning', async () => {
  for (const [given, label, description] of [
    [{ training: { stage: 'fit', model: null, done: 0.4 } }, 'Training', 'fit, 40 %'],
    [{ training: null, next: 'it is on battery' }, 'No training now', 'it is on battery'],
  ] as const) {
    const { bridge, choose, consent } = started();
    await consent.give();
    bridge.answers.set('pulsedev/status', { ...STATUS, ...given });
    await choose('showStatus', undefined);
    const row = window.lists.at(-1)?.items.find((item) => item.label === label);
    assert.equal(row?.description, description);
  }
});

test('model cards are one page, which says what comes next, and where there is none of a model', async () => {
  const { bridge, run } = started();
  bridge.answers.set('pulsedev/models', { models: [card('champion', 5), card('shadow', 6)] });
  await run('showModels');
  const [id, uri] = window.executed.at(-1) ?? [];
  assert.equal(id, 'markdown.showPreview');
  const page = () => window.provider?.provideTextDocumentContent(uri as Uri);
  const text = (await page()) ?? '';
  assert.equal(text.split('# Stuck detection').length, 3);
  assert.match(text, /Training: it waits for an hour without work\.$/m);
  bridge.answers.set('pulsedev/models', { models: [] });
  assert.match((await page()) ?? '', /^Nothing is learned here\./);
});
