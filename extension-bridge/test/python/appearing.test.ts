import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import type { Standing } from '../../src/standing.ts';
import { FakeBridge, running, settled } from '../show/parts.ts';
import { install } from '../show/vscode.ts';

const window = install();
const { Appearing } = await import('../../src/python/appearing.ts');

const MISSING: Standing = { is: 'missing', why: 'none is there' };
const MINUTE_MS = 60_000;

let bridge: FakeBridge;
let appearing: { dispose(): void };
let there: boolean;
let looks: number;
let found: number;

beforeEach(() => {
  mock.timers.enable({ apis: ['setInterval'] });
  bridge = new FakeBridge();
  [there, looks, found] = [false, 0, 0];
  appearing = new Appearing({
    bridge,
    appeared: async () => {
      looks++;
      return there;
    },
    found: () => {
      found++;
    },
  });
});

afterEach(() => {
  appearing.dispose();
  mock.timers.reset();
});

async function focus(): Promise<void> {
  window.state.fire({ focused: true });
  await settled();
}

test('a window without a daemon takes what another one installed, when it is looked at', async () => {
  bridge.become(MISSING);
  await focus();
  assert.equal(found, 0);
  there = true;
  await focus();
  assert.equal(found, 1);
});

test('without a look at it, it takes a minute', async () => {
  bridge.become(MISSING);
  there = true;
  mock.timers.tick(MINUTE_MS - 1);
  await settled();
  assert.equal(looks, 0);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual([looks, found], [1, 1]);
});

test('a window that has its daemon looks for nothing', async () => {
  there = true;
  await focus();
  bridge.become(MISSING);
  bridge.become(running('neutral'));
  mock.timers.tick(10 * MINUTE_MS);
  await focus();
  assert.deepEqual([looks, found], [0, 0]);
});

test('a window that lost the focus does not look', async () => {
  bridge.become(MISSING);
  window.state.fire({ focused: false });
  await settled();
  assert.equal(looks, 0);
});

test('what was started in the meantime is left alone', async () => {
  bridge.become(MISSING);
  there = true;
  window.state.fire({ focused: true });
  bridge.become({ is: 'starting' });
  await settled();
  assert.deepEqual([looks, found], [1, 0]);
});
