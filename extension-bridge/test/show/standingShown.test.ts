import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { context, FakeBridge, Memory, running, settled } from './parts.ts';
import { install } from './vscode.ts';

const window = install();
const { Consent } = await import('../../src/consent.ts');
const { StatusBar } = await import('../../src/show/statusBar.ts');
const { Trouble } = await import('../../src/show/trouble.ts');
const { LINKED } = await import('../../src/show/words.ts');

beforeEach(() => {
  window.items.length = 0;
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
  const trouble = new Trouble(bridge);
  assert.equal(window.items.length, 0);
  bridge.become({ is: 'missing', why: 'No Python.\nInstall one.' });
  const [item] = window.items;
  assert.deepEqual([item?.alive, item?.detail], [true, 'No Python. Install one.']);
  bridge.become(running('neutral'));
  assert.equal(item?.alive, false);
  trouble.dispose();
});
