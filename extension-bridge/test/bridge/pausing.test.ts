import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeptPause, Pausing } from '../../src/pausing.ts';
import { FakeWindow, settled, state } from './fakes.ts';

/** What a window knows of a pause, with a clock in milliseconds and a storage of its own. */
function pausing(kept?: KeptPause) {
  const window = { now: 1_000_000, kept };
  const pauses = {
    kept: () => window.kept,
    keep: (pause: KeptPause | undefined) => {
      window.kept = pause;
    },
  };
  return { window, pausing: new Pausing(pauses, () => window.now) };
}

async function started(paused = false): Promise<FakeWindow> {
  const window = new FakeWindow();
  window.store.paused = paused;
  await window.bridge.start();
  return window;
}

test('a pause of another window stops the collectors, and its end begins them again', async () => {
  const window = await started();
  window.link.heard.state(state('neutral'));
  window.link.heard.state(state('paused'));
  assert.equal(window.observing, 0);
  const { standing } = window.bridge;
  assert.equal(standing.is === 'running' && standing.until, undefined);
  window.link.heard.state(state('neutral'));
  assert.equal(window.observing, 1);
});

test('a pause that ends while the collectors still send does not end them for good', async () => {
  const window = await started();
  window.flushed = () => new Promise(() => {});
  window.link.heard.state(state('paused'));
  window.link.heard.state(state('neutral'));
  await settled();
  assert.equal(window.observing, 1);
});

test('a window that opens during a pause observes nothing from the start', async () => {
  const window = await started(true);
  assert.ok(!window.log.includes('observe'));
  assert.ok(!window.log.some((line) => line.startsWith('pulsedev/pause')));
});

test('resuming works from a window that did not pause', async () => {
  const window = await started(true);
  await window.bridge.resume();
  assert.deepEqual(window.log, ['connect', 'pulsedev/resume {}', 'observe']);
});

test('nothing is observed before the daemon has said whether there is a pause', async () => {
  const window = new FakeWindow();
  let tell = (_: unknown): void => {};
  window.connected = async (link) => {
    link.request = () =>
      new Promise((resolve) => {
        tell = resolve as typeof tell;
      });
  };
  const start = window.bridge.start();
  await settled();
  assert.equal(window.observing, 0);
  tell({ paused: false, store: 'disk' });
  await start;
  assert.equal(window.observing, 1);
});

test('a pause that another window ended while this one was closed does not begin anew', async () => {
  const window = new FakeWindow({ kept: { until: null, told: true } });
  await window.bridge.start();
  assert.deepEqual(window.log, ['connect', 'observe']);
  assert.equal(window.kept, undefined);
});

test('where each window is on its own, a pause is told to the next daemon', async () => {
  const window = new FakeWindow({ kept: { until: null, told: true } });
  window.store.store = 'memory';
  await window.bridge.start();
  assert.deepEqual(window.log, ['connect', 'pulsedev/pause {}']);
});

test('a pause that all windows share goes on with the next daemon, and keeps its end', async () => {
  const window = new FakeWindow({ kept: { until: 2_000_000, told: true } });
  window.store.paused = true;
  await window.bridge.start();
  window.link.heard.state(state('paused'));
  const { standing } = window.bridge;
  assert.equal(standing.is === 'running' && standing.until, 2_000_000);
  assert.deepEqual(window.log, ['connect']);
});

test('a pause can not be ended where no daemon could hear of it', async () => {
  const window = new FakeWindow({ given: false, kept: { until: null, told: true } });
  await window.bridge.start();
  await assert.rejects(window.bridge.resume(), /does nothing before you agree/);
  assert.deepEqual(window.kept, { until: null, told: true });
});

test('a state that comes long after a daemon was told, and is no pause, ends it', () => {
  const { pausing: knowing, window } = pausing();
  knowing.begin();
  knowing.wasTold({ until: null });
  window.now += 10_000;
  knowing.hear('neutral');
  assert.equal(knowing.on, true);
  window.now += 1;
  knowing.hear('neutral');
  assert.deepEqual([knowing.on, window.kept], [false, undefined]);
});

test('a pause that no daemon has been told of is ended by no state', () => {
  const { pausing: knowing, window } = pausing();
  knowing.begin(15);
  window.now += 60_000;
  knowing.hear('neutral');
  assert.equal(knowing.on, true);
  assert.deepEqual(window.kept, { until: 1_900_000, told: false });
});

test('what the last daemon said does not end a pause by what the next one says first', () => {
  const { pausing: knowing } = pausing();
  knowing.begin();
  knowing.hear('paused');
  knowing.begins();
  knowing.hear('unknown');
  assert.equal(knowing.on, true);
});

test("of another window's pause nothing is kept here", () => {
  const { pausing: knowing, window } = pausing();
  knowing.hear('paused');
  assert.deepEqual([knowing.on, knowing.until, window.kept], [true, undefined, undefined]);
});
