import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holderOf, inherited, LONGEST_HOLD_MS } from '../../src/show/switches.ts';

const HOLDER = JSON.stringify({ pid: 7, since: 1000 });
const alive = () => true;

test('a window inherits the switch if it opened while the switch was on', () => {
  assert.equal(inherited({ on: 10, off: null }, 20), true);
  assert.equal(inherited({ on: 10, off: 30 }, 20), true);
  assert.equal(inherited({ on: 10, off: 15 }, 20), false);
  assert.equal(inherited({ on: 25, off: null }, 20), false);
  assert.equal(inherited(undefined, 20), false);
});

test('a holder counts while its process lives, and half a day at most', () => {
  assert.deepEqual(holderOf(HOLDER, 2000, alive), { pid: 7, since: 1000 });
  assert.equal(
    holderOf(HOLDER, 2000, () => false),
    undefined,
  );
  assert.equal(holderOf(HOLDER, 1000 + LONGEST_HOLD_MS, alive), undefined);
});

test('a file that is not ours names no holder', () => {
  for (const text of ['', 'null', '[]', '{"pid":0,"since":1000}', '{"pid":"7","since":1000}']) {
    assert.equal(holderOf(text, 2000, alive), undefined, text);
  }
});
