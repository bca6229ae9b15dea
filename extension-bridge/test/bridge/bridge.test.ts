import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWindow, LAUNCH, later, settled, state } from './fakes.ts';

async function started(window = new FakeWindow()): Promise<FakeWindow> {
  await window.bridge.start();
  return window;
}

test('without consent nothing is looked for, started or observed', async () => {
  const window = await started(new FakeWindow({ given: false }));
  assert.deepEqual(window.log, []);
  assert.deepEqual(window.asked, []);
  assert.deepEqual(window.bridge.standing, { is: 'waiting', declined: false });
});

test('consent starts the daemon, then the collectors', async () => {
  const window = await started(new FakeWindow({ given: false }));
  await window.consent(true);
  assert.deepEqual(window.log, ['connect', 'observe']);
  assert.equal(window.bridge.version, '0.1.0');
  assert.equal(window.bridge.standing.is, 'running');
});

test('withdrawn consent stops the collectors at once, then the daemon', async () => {
  const window = await started();
  const withdrawn = window.consent(false);
  assert.equal(window.observing, 0);
  await withdrawn;
  assert.deepEqual(window.log, ['connect', 'observe', 'stop', 'close']);
  assert.deepEqual(window.bridge.standing, { is: 'waiting', declined: true });
});

test('consent withdrawn while the daemon starts leaves no daemon and observes nothing', async () => {
  const window = new FakeWindow();
  const connecting = later<void>();
  window.connected = () => connecting.promise;
  const start = window.bridge.start();
  await settled();
  await window.consent(false);
  connecting.resolve();
  await start;
  assert.deepEqual(window.log, ['connect', 'close']);
  assert.deepEqual(window.bridge.standing, { is: 'waiting', declined: true });
});

test('a start that is no longer wanted is told so, and that counts as no failure', async () => {
  const window = new FakeWindow();
  window.connected = (_link, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const start = window.bridge.start();
  await settled();
  await window.consent(false);
  await start;
  assert.deepEqual(window.links, []);
  assert.deepEqual(window.failures, []);
});

test('consent given again during the stop starts a new daemon', async () => {
  const window = await started();
  const sent = later<void>();
  window.flushed = () => sent.promise;
  const restart = window.bridge.relaunch();
  await settled();
  await window.consent(false);
  await window.consent(true);
  sent.resolve();
  await restart;
  assert.equal(window.links.length, 2);
  assert.equal(window.observing, 1);
});

test('the states of the daemon are shown, the first one at once', async () => {
  const window = new FakeWindow();
  window.connected = async (link) => link.heard.state(state('neutral'));
  await window.bridge.start();
  window.link.heard.state(state('stuck'));
  assert.deepEqual(
    window.shown.map((standing) =>
      standing.is === 'running' ? standing.state.state : standing.is,
    ),
    ['starting', 'neutral', 'stuck'],
  );
});

test('restarts that come during a restart join it', async () => {
  const window = await started();
  const { bridge } = window;
  await Promise.all([bridge.restart(), bridge.restart(), bridge.restart()]);
  assert.equal(window.links.length, 2);
  assert.deepEqual(window.log, [
    'connect',
    'observe',
    'stop',
    'flush',
    'close',
    'connect',
    'observe',
  ]);
});

test('a changed command takes effect even where a start is under way', async () => {
  const window = new FakeWindow();
  const first = window.bridge.start();
  await Promise.all([first, window.bridge.relaunch()]);
  await window.bridge.relaunch();
  const before = window.links.length;
  const connecting = later<void>();
  window.connected = () => connecting.promise;
  const start = window.bridge.restart();
  await settled();
  const again = window.bridge.relaunch();
  connecting.resolve();
  await Promise.all([start, again]);
  assert.equal(window.links.length, before + 2);
  assert.equal(window.links.filter((link) => !link.closed).length, 1);
});

test('only a restart by the user lets the user be asked', async () => {
  const window = await started();
  await window.bridge.relaunch();
  await window.bridge.restart();
  assert.deepEqual(window.asked, [false, false, true]);
});

test('a daemon that ends by itself comes back, with collectors of its own', async () => {
  const window = await started();
  window.link.crash();
  await settled();
  assert.equal(window.links.length, 2);
  assert.equal(window.observing, 1);
  assert.deepEqual(window.log, ['connect', 'observe', 'stop', 'close', 'connect', 'observe']);
});

test('what an ended daemon still says is not shown', async () => {
  const window = await started();
  const [old] = window.links;
  old?.crash();
  await settled();
  const before = window.shown.length;
  old?.heard.state(state('stuck'));
  assert.equal(window.shown.length, before);
});

test('five ends within three minutes are told once, and no sixth daemon is started', async () => {
  const window = await started();
  for (let end = 0; end < 5; end++) {
    window.now += 30_000;
    window.link.crash();
    await settled();
  }
  assert.equal(window.links.length, 5);
  assert.equal(window.failures.length, 1);
  assert.equal(window.bridge.standing.is, 'failed');
  await assert.rejects(window.bridge.request('pulsedev/status', {}), {
    message: window.failures[0] ?? '',
  });
});

test('a restart after a failure starts the count anew', async () => {
  const window = await started();
  for (let end = 0; end < 5; end++) {
    window.link.crash();
    await settled();
  }
  await window.bridge.restart();
  assert.equal(window.bridge.standing.is, 'running');
  window.link.crash();
  await settled();
  assert.equal(window.bridge.standing.is, 'running');
  assert.equal(window.failures.length, 1);
});

test('four ends within three minutes are not too many, nor are ten in an hour', async () => {
  const window = await started();
  for (let end = 0; end < 10; end++) {
    window.now += 46_000;
    window.link.crash();
    await settled();
  }
  assert.equal(window.bridge.standing.is, 'running');
});

test('a daemon that can not start counts as one that ended', async () => {
  const window = new FakeWindow();
  window.connected = () => Promise.reject(new Error('no such file'));
  await window.bridge.start();
  assert.equal(window.log.filter((line) => line === 'connect').length, 5);
  assert.equal(window.bridge.standing.is, 'failed');
});

test('where there is no daemon the standing says why, and so does each request', async () => {
  const window = new FakeWindow();
  window.located = async () => ({ why: 'Install it.' });
  await window.bridge.start();
  assert.deepEqual(window.bridge.standing, { is: 'missing', why: 'Install it.' });
  await assert.rejects(window.bridge.request('pulsedev/status', {}), { message: 'Install it.' });
  window.located = async () => LAUNCH;
  await window.bridge.relaunch();
  assert.equal(window.bridge.standing.is, 'running');
});

for (const [protocol, what] of [
  [2, /extension is too old .* Update the extension/],
  [0, /daemon is too old .* Update it/],
] as const) {
  test(`a daemon of protocol ${protocol} is ended, and a line says what to update`, async () => {
    const window = new FakeWindow();
    window.connected = async (link) => {
      link.capabilities = { ...link.capabilities, protocol };
    };
    await window.bridge.start();
    const { standing } = window.bridge;
    assert.match(standing.is === 'missing' ? standing.why : '', what);
    assert.deepEqual(window.log, ['connect', 'close']);
  });
}

test('a label is sent after all that was done before it', async () => {
  const window = await started();
  window.log.length = 0;
  await window.bridge.request('pulsedev/label', { state: 'stuck', source: 'button' });
  assert.deepEqual(window.log, ['flush', 'pulsedev/label {"state":"stuck","source":"button"}']);
});

test('a daemon that is slow to take events holds a label up for a second, not longer', async (t) => {
  const window = await started();
  window.flushed = () => new Promise(() => {});
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const label = window.bridge.request('pulsedev/label', { state: 'stuck', source: 'button' });
  await settled();
  t.mock.timers.tick(1_000);
  await label;
});

test('what the daemon refuses is one line with its code', async () => {
  const window = await started();
  const refusal = Object.assign(new Error('unknown method\nat x'), { code: -32601 });
  window.link.answer = () => Promise.reject(refusal);
  await assert.rejects(window.bridge.request('pulsedev/train', {}), {
    message: 'The daemon refused: unknown method',
    code: -32601,
  });
});

test('a request that the end of the daemon cuts off says so', async () => {
  const window = await started();
  const broken = Object.assign(new Error('Pending response rejected'), { code: -32097 });
  window.link.answer = () => Promise.reject(broken);
  await assert.rejects(window.bridge.request('pulsedev/status', {}), {
    message: 'The daemon ended before it answered. Please try again.',
  });
});

test('changed settings are handed to the daemon', async () => {
  const window = await started();
  await window.bridge.renewSettings();
  assert.equal(
    window.log.at(-1),
    'workspace/didChangeConfiguration {"settings":{"pulsedev":{"alertsPerDay":2,"minutesBetweenAlerts":30,"quietHours":"","storage":"disk","retentionDays":30,"probesPerDay":0,"training":"auto","modelThresholds":{}}}}',
  );
});

test('disposing sends what waits, ends the daemon and starts no other', async () => {
  const window = await started();
  await window.bridge.dispose();
  assert.deepEqual(window.log, ['connect', 'observe', 'stop', 'flush', 'close']);
  await window.bridge.start();
  await window.consent(true);
  assert.equal(window.links.length, 1);
});

test('disposing while the daemon starts leaves none', async () => {
  const window = new FakeWindow();
  const connecting = later<void>();
  window.connected = () => connecting.promise;
  void window.bridge.start();
  await settled();
  const disposed = window.bridge.dispose();
  connecting.resolve();
  await disposed;
  assert.deepEqual(window.log, ['connect', 'close']);
});

test('a fault in the collectors is told as a failure instead of being lost', async () => {
  const window = new FakeWindow();
  Object.defineProperty(window, 'observing', {
    get: () => {
      throw new Error('a fault');
    },
  });
  await window.bridge.start();
  assert.equal(window.bridge.standing.is, 'failed');
});

test('in a private workspace no daemon is looked for or started', async () => {
  const window = new FakeWindow({ private: true });
  await window.bridge.start();
  assert.deepEqual(window.bridge.standing, { is: 'private' });
  assert.deepEqual([window.asked, window.links], [[], []]);
  await assert.rejects(window.bridge.request('pulsedev/status', {}), /This workspace is private/);
});

test('a workspace that becomes private ends its daemon, and one that no longer is starts one', async () => {
  const window = new FakeWindow();
  await window.bridge.start();
  const private_ = window.makePrivate(true);
  assert.equal(window.observing, 0);
  await private_;
  assert.deepEqual([window.bridge.standing, window.link.closed], [{ is: 'private' }, true]);
  await window.makePrivate(false);
  assert.deepEqual([window.bridge.standing.is, window.observing], ['running', 1]);
});

test('a private workspace without consent waits for it like any other', async () => {
  const window = new FakeWindow({ given: false, private: true });
  await window.bridge.start();
  assert.deepEqual(window.bridge.standing, { is: 'waiting', declined: false });
});

test('what the daemon says does not work is handed on', async () => {
  const window = new FakeWindow();
  await window.bridge.start();
  window.link.heard.trouble('the disk is full');
  assert.deepEqual(window.troubles, ['the disk is full']);
});
