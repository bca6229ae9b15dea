import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWindow, settled, state } from './fakes.ts';

async function started(): Promise<FakeWindow> {
  const window = new FakeWindow();
  await window.bridge.start();
  window.log.length = 0;
  return window;
}

function until(window: FakeWindow): number | null | undefined {
  const { standing } = window.bridge;
  return standing.is === 'running' ? standing.until : undefined;
}

test('a pause stops the collectors at once, sends what came before, and tells the daemon', async () => {
  const window = await started();
  const paused = window.bridge.pause();
  assert.equal(window.observing, 0);
  await paused;
  assert.deepEqual(window.log, ['stop', 'flush', 'pulsedev/pause {}']);
});

test('resuming tells the daemon, then observes again', async () => {
  const window = await started();
  await window.bridge.pause();
  window.log.length = 0;
  await window.bridge.resume();
  assert.deepEqual(window.log, ['pulsedev/resume {}', 'observe']);
});

test('a pause for some minutes shows its end, and is over when the daemon says so', async () => {
  const window = await started();
  await window.bridge.pause(15);
  window.link.heard.state(state('paused'));
  assert.equal(until(window), 1_900_000);
  window.link.heard.state(state('paused'));
  assert.equal(window.observing, 0);
  window.link.heard.state(state('neutral'));
  assert.equal(window.observing, 1);
  assert.equal(until(window), null);
});

test('a state from before the pause does not end it', async () => {
  const window = await started();
  window.link.heard.state(state('neutral'));
  await window.bridge.pause(15);
  window.link.heard.state(state('neutral'));
  assert.equal(window.observing, 0);
});

test('a pause holds over the end of a daemon, and for the next one where they share a store', async () => {
  const window = await started();
  await window.bridge.pause(15);
  window.log.length = 0;
  window.link.crash();
  await settled();
  assert.deepEqual(window.log, ['close', 'connect']);
  assert.equal(window.observing, 0);
  assert.equal(until(window), 1_900_000);
});

test('a pause is told to the next daemon of a window on its own, for the minutes that are left', async () => {
  const window = await started();
  window.store.store = 'memory';
  await window.bridge.pause(15);
  window.now += 5 * 60_000;
  window.log.length = 0;
  window.link.crash();
  await settled();
  assert.deepEqual(window.log, ['close', 'connect', 'pulsedev/pause {"minutes":10}']);
  assert.equal(window.observing, 0);
});

test('a pause without end holds over a restart', async () => {
  const window = await started();
  await window.bridge.pause();
  await window.bridge.restart();
  assert.equal(window.log.at(-1), 'connect');
  assert.equal(window.observing, 0);
});

test('a pause that ran out while no daemon was there is not told again', async () => {
  const window = await started();
  await window.bridge.pause(15);
  await window.consent(false);
  window.now += 16 * 60_000;
  window.store.paused = false;
  await window.consent(true);
  assert.equal(window.log.at(-1), 'observe');
});

test('a daemon that can not be told of the pause observes nothing all the same', async () => {
  const window = await started();
  window.link.answer = () => Promise.reject(new Error('gone'));
  await assert.rejects(window.bridge.pause());
  assert.equal(window.observing, 0);
  window.link.crash();
  await settled();
  assert.equal(window.observing, 0);
});

test('a pause set before the daemon runs holds once it runs', async () => {
  const window = new FakeWindow();
  await window.bridge.pause();
  await window.bridge.start();
  assert.deepEqual(window.log, ['connect', 'pulsedev/pause {}']);
});

test('a pause outlives a reload of the window', async () => {
  const before = await started();
  await before.bridge.pause();
  const after = new FakeWindow({ kept: before.kept ?? assert.fail('nothing was kept') });
  after.store.paused = true;
  await after.bridge.start();
  assert.equal(after.observing, 0);
  await after.bridge.resume();
  assert.deepEqual([after.observing, after.kept], [1, undefined]);
});
