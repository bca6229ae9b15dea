import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import type { Probe, Said } from '../../src/wire/protocol.ts';
import { FakeBridge, running, settled } from './parts.ts';
import { install } from './vscode.ts';

const window = install();
const { Probes } = await import('../../src/show/probes.ts');

const NEVER = CancellationToken.None;

const PROBE: Probe = {
  ...{ id: 1, title: 'How is it going?' },
  choices: ['stuck', 'progress', 'flow', 'interrupted'],
};

beforeEach(() => {
  window.items.length = 0;
  window.lists.length = 0;
  window.messages.length = 0;
  window.settings.clear();
});
afterEach(() => mock.timers.reset());

function started() {
  const bridge = new FakeBridge();
  const probes = new Probes(bridge);
  const [item] = window.items;
  assert.ok(item);
  return { bridge, item, probes };
}

test('a question is an item in the status bar, which goes with its answer, and never a pop-up', async () => {
  const { item, probes } = started();
  assert.equal(item.visible, false);
  const answered = probes.ask(PROBE, NEVER);
  assert.deepEqual([item.visible, item.text], [true, '$(comment) How is it going?']);
  assert.equal(item.command, 'pulsedev.answerProbe');
  const answering = probes.answer();
  assert.deepEqual(
    window.lists[0]?.items.map(({ label }) => label),
    ['Stuck', 'Making progress', 'In flow', 'Interrupted', '', "Don't ask any more"],
  );
  window.lists[0]?.choose('In flow');
  assert.equal(await answered, 'flow');
  await answering;
  assert.equal(item.visible, false);
  assert.equal(window.messages.length, 0);
});

test('a list that is closed leaves the question where it is', async () => {
  const { item, probes } = started();
  const answered = probes.ask(PROBE, NEVER);
  const answering = probes.answer();
  window.lists[0]?.choose(undefined);
  await answering;
  assert.equal(item.visible, true);
  probes.dispose();
  assert.equal(await answered, undefined);
});

test('after ten minutes a question goes away, with its list, and without an answer', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { item, probes } = started();
  const answered = probes.ask(PROBE, NEVER);
  const answering = probes.answer();
  mock.timers.tick(599_999);
  assert.equal(item.visible, true);
  mock.timers.tick(1);
  assert.equal(await answered, undefined);
  await answering;
  assert.equal(item.visible, false);
});

test('another question takes the place of the one before, and stays', async () => {
  const { item, probes } = started();
  const first = probes.ask(PROBE, NEVER);
  const second = probes.ask({ ...PROBE, id: 2, title: 'And now?' }, NEVER);
  assert.equal(await first, undefined);
  await settled();
  assert.deepEqual([item.visible, item.text], [true, '$(comment) And now?']);
  const answering = probes.answer();
  window.lists[0]?.choose('Stuck');
  assert.equal(await second, 'stuck');
  await answering;
});

test('a question goes when it is taken back, when its daemon goes, and when observing pauses', async () => {
  const { bridge, item, probes } = started();
  const source = new CancellationTokenSource();
  for (const end of [
    () => bridge.become({ is: 'starting' }),
    () => bridge.become(running('paused')),
    () => source.cancel(),
  ]) {
    const answered = probes.ask(PROBE, source.token);
    bridge.become(running('stuck'));
    assert.equal(item.visible, true);
    end();
    assert.equal(await answered, undefined);
    assert.equal(item.visible, false);
  }
});

test('what was taken back before, or has no answer that is known here, is not asked', async () => {
  const { item, probes } = started();
  assert.equal(await probes.ask(PROBE, CancellationToken.Cancelled), undefined);
  const choices = ['happy'] as unknown as Said[];
  assert.equal(await probes.ask({ ...PROBE, choices }, NEVER), undefined);
  assert.equal(item.visible, false);
});

test('whoever wants no more questions gets none, by the setting that brings them back', async () => {
  const { probes } = started();
  const answered = probes.ask(PROBE, NEVER);
  const answering = probes.answer();
  window.lists[0]?.choose("Don't ask any more");
  assert.equal(await answered, undefined);
  await answering;
  assert.equal(window.settings.get('pulsedev.probesPerDay'), 0);
});

test('where nothing is asked, the command says so', async () => {
  await assert.rejects(started().probes.answer(), /Nothing is asked now\./);
});

test('a title can be neither an icon nor a link', async () => {
  const { item, probes } = started();
  void probes.ask({ ...PROBE, title: '$(bug) [x](command:y)' }, NEVER);
  assert.equal(item.text, '$(comment) $ (bug) (x)(command:y)');
  probes.dispose();
});
