import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { Memento } from 'vscode';
import { context, FakeBridge, Memory, running, STATUS, settled } from './parts.ts';
import { install } from './vscode.ts';

const window = install();
const { Consent } = await import('../../src/consent.ts');
const { StatusBar } = await import('../../src/show/statusBar.ts');
const { Trouble } = await import('../../src/show/trouble.ts');
const { LINKED } = await import('../../src/show/words.ts');

beforeEach(() => {
  window.items.length = 0;
  window.messages.length = 0;
  window.focused = true;
});

async function shown({ agreed }: { agreed: boolean }) {
  const bridge = new FakeBridge();
  const consent = new Consent(context(new Memory()));
  if (agreed) {
    await consent.give();
  }
  const bar = new StatusBar(bridge, consent);
  const [item] = window.items;
  assert.ok(item);
  return { bar, bridge, consent, item };
}

const summaries = (bridge: FakeBridge) =>
  bridge.calls.filter(([method]) => method === 'pulsedev/data/summary').length;

test('without consent the item says off, leads to the walkthrough, and asks the daemon nothing', async () => {
  const { bridge, item } = await shown({ agreed: false });
  assert.equal(item.text, '$(pulse) PulseDev: off');
  assert.equal(item.command, 'pulsedev.getStarted');
  bridge.become(running('stuck'));
  assert.equal(item.text, '$(pulse) PulseDev: off');
  assert.equal(bridge.calls.length, 0);
});

test('consent given or taken back shows at once', async () => {
  const { consent, item } = await shown({ agreed: false });
  await consent.give();
  assert.equal(item.text, '$(pulse) Neutral');
  await consent.withdraw();
  assert.equal(item.text, '$(pulse) PulseDev: off');
});

test('the hover holds what is stored, which is asked once a minute at most', async () => {
  const { bridge, item } = await shown({ agreed: true });
  bridge.become(running('neutral'));
  bridge.become(running('stuck'));
  await settled();
  assert.equal(summaries(bridge), 1);
  assert.match(item.tooltip?.value ?? '', /1\\,204 events/);
  assert.deepEqual(item.tooltip?.isTrusted, { enabledCommands: [...LINKED] });
});

test('a hover that says nothing new is left alone, as somebody may be reading it', async () => {
  const { bridge, item } = await shown({ agreed: true });
  await settled();
  const before = item.tooltip;
  bridge.become(running('neutral'));
  assert.equal(item.tooltip, before);
});

test('trouble is shown while there is trouble, and not otherwise', () => {
  const bridge = new FakeBridge();
  const trouble = new Trouble(bridge, new Memory() as unknown as Memento);
  assert.equal(window.items.length, 0);
  bridge.become({ is: 'missing', why: 'No Python.\nInstall one.' });
  const [item] = window.items;
  assert.deepEqual([item?.alive, item?.detail], [true, 'No Python. Install one.']);
  bridge.become(running('neutral'));
  assert.equal(item?.alive, false);
  trouble.dispose();
});

/** A window's trouble, with the memory that all windows share. */
function troubled(memory: Memory, trouble: string | null = 'the disk is full') {
  const bridge = new FakeBridge();
  bridge.answers.set('pulsedev/status', { ...STATUS, trouble });
  return { bridge, trouble: new Trouble(bridge, memory as unknown as Memento) };
}

test('what the daemon can not do stands in the language status until it can', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const { bridge, trouble } = troubled(new Memory());
  await settled();
  const [item] = window.items;
  assert.deepEqual([item?.alive, item?.detail], [true, 'the disk is full']);
  bridge.answers.set('pulsedev/status', STATUS);
  mock.timers.tick(60_000);
  mock.timers.reset();
  await settled();
  assert.equal(item?.alive, false);
  trouble.dispose();
});

test('trouble is told once a day over all windows, by the one that somebody looks at', async () => {
  const memory = new Memory();
  const [one, two, three] = [troubled(memory), troubled(memory), troubled(memory)];
  window.focused = false;
  one.trouble.heard('PulseDev: the disk is full');
  two.trouble.heard('PulseDev: the disk is full');
  assert.equal(window.messages.length, 0);
  window.focused = true;
  window.state.fire({ focused: true });
  three.trouble.heard('PulseDev: the disk is full');
  assert.deepEqual(
    window.messages.map(({ text }) => text),
    ['PulseDev: the disk is full'],
  );
  for (const { trouble } of [one, two, three]) {
    trouble.dispose();
  }
});

test('trouble that lasts is told again on the next day, and another one at once', () => {
  const memory = new Memory();
  mock.timers.enable({ apis: ['Date', 'setInterval'], now: new Date(2026, 10, 23).getTime() });
  const { trouble } = troubled(memory);
  trouble.heard('one');
  trouble.heard('one');
  trouble.heard('two');
  mock.timers.setTime(new Date(2026, 10, 24).getTime());
  trouble.heard('one');
  mock.timers.reset();
  trouble.dispose();
  assert.deepEqual(
    window.messages.map(({ text }) => text),
    ['one', 'two', 'one'],
  );
});

test('a message of the daemon can not make a link', () => {
  const { trouble } = troubled(new Memory());
  trouble.heard('[x](command:y)\nz');
  assert.equal(window.messages[0]?.text, '(x)(command:y) z');
  trouble.dispose();
});

test('a private workspace says so in the status bar', async () => {
  const { bridge, item } = await shown({ agreed: true });
  bridge.become({ is: 'private' });
  assert.equal(item.text, '$(eye-closed) PulseDev: private');
  assert.match(item.tooltip?.value ?? '', /Nothing is observed/);
});
