import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { context, FakeBridge, FakeLog, Memory, running } from './parts.ts';
import { install } from './vscode.ts';

const window = install();
const { DoNotDisturb } = await import('../../src/show/doNotDisturb.ts');

/** No process has this number: it is above what any system hands out. */
const NOBODY = 2 ** 30;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pulsedev-'));
  window.executed.length = 0;
  window.settings.set('pulsedev.doNotDisturbInFlow', true);
});
afterEach(() => rmSync(folder, { recursive: true }));

const toggles = () =>
  window.executed.filter(([id]) => id === 'notifications.toggleDoNotDisturbMode').length;

function opened(memory = new Memory()) {
  const bridge = new FakeBridge();
  const log = new FakeLog();
  const switcher = new DoNotDisturb(context(memory, folder), bridge, log.channel);
  return { bridge, log, memory, switcher };
}

async function eventually(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, 'it never came');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Wait until the switch was toggled so often, and not more. */
async function toggled(times: number): Promise<void> {
  await eventually(() => toggles() >= times);
  assert.equal(toggles(), times);
}

test('it is switched on when flow begins and back when flow ends', async () => {
  const { bridge, switcher } = opened();
  bridge.become(running('flow'));
  await toggled(1);
  bridge.become(running('flow'));
  bridge.become(running('neutral'));
  await toggled(2);
  await switcher.release();
  assert.equal(toggles(), 2);
});

test('no other state switches it, nor does flow where nobody agreed', async () => {
  const { bridge, switcher } = opened();
  for (const name of ['unknown', 'neutral', 'stuck', 'away', 'paused'] as const) {
    bridge.become(running(name));
  }
  window.settings.set('pulsedev.doNotDisturbInFlow', false);
  bridge.become(running('flow'));
  await switcher.release();
  assert.equal(toggles(), 0);
});

test('taking the setting back switches it back at once', async () => {
  const { bridge, switcher } = opened();
  bridge.become(running('flow'));
  await toggled(1);
  window.settings.set('pulsedev.doNotDisturbInFlow', false);
  window.configuration.fire({
    affectsConfiguration: (name) => name === 'pulsedev.doNotDisturbInFlow',
  });
  await toggled(2);
  await switcher.release();
});

test('it is switched back when the daemon is gone, and when VS Code closes', async () => {
  const { bridge, switcher } = opened();
  bridge.become(running('flow'));
  await toggled(1);
  bridge.become({ is: 'waiting', declined: true });
  await toggled(2);
  bridge.become(running('flow'));
  await toggled(3);
  await switcher.release();
  assert.equal(toggles(), 4);
});

test('of two windows in flow only one switches', async () => {
  const one = opened();
  const other = opened();
  one.bridge.become(running('flow'));
  await toggled(1);
  other.bridge.become(running('flow'));
  await other.switcher.release();
  assert.equal(toggles(), 1);
  await one.switcher.release();
  assert.equal(toggles(), 2);
});

test('what a crash left on is switched back by the next window, once', async () => {
  const memory = new Memory();
  memory.kept.set('pulsedev.doNotDisturb', { on: performance.timeOrigin - 1000, off: null });
  const left = JSON.stringify({ pid: NOBODY, since: Date.now() });
  writeFileSync(join(folder, 'do-not-disturb'), left);
  const { switcher } = opened(memory);
  await toggled(1);
  await switcher.release();
  await opened(new Memory()).switcher.release();
  assert.equal(toggles(), 1);
});

test('a window that opened while another was in flow waits for it, and then follows', async () => {
  const memory = new Memory();
  const holder = opened(memory);
  holder.bridge.become(running('flow'));
  await toggled(1);
  memory.kept.set('pulsedev.doNotDisturb', { on: performance.timeOrigin - 1000, off: null });
  const young = opened(memory);
  young.bridge.become(running('flow'));
  await holder.switcher.release();
  await toggled(2);
  young.bridge.become(running('neutral'));
  await toggled(3);
  await young.switcher.release();
  assert.equal(toggles(), 3);
});

test('a switch that fails is logged, holds nothing, and is tried again', async () => {
  const { bridge, log, switcher } = opened();
  window.failing.add('notifications.toggleDoNotDisturbMode');
  bridge.become(running('flow'));
  await eventually(() => log.lines.length > 0);
  window.failing.clear();
  const other = opened();
  other.bridge.become(running('flow'));
  await toggled(1);
  await other.switcher.release();
  await switcher.release();
  assert.equal(toggles(), 2);
  assert.equal(log.lines[0], '"Do Not Disturb" could not be switched: Error');
});
