import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Quiet } from '../../src/show/quiet.ts';

/** Time goes on where somebody waits; a key comes as often as said, for so long. */
function typing(everyMs: number, untilMs: number) {
  let now = 0;
  const quiet: Quiet = new Quiet({
    now: () => now,
    wait: async (ms) => {
      const end = now + ms;
      while (now < end) {
        now = Math.min(end, now + everyMs);
        if (now <= untilMs) {
          quiet.typed();
        }
      }
    },
  });
  return {
    quiet,
    later: (ms: number) => {
      now += ms;
    },
    waited: async () => {
      const before = now;
      await quiet.rest();
      return now - before;
    },
  };
}

test('where nobody has typed there is nothing to wait for', async () => {
  const { quiet, later, waited } = typing(100, 0);
  assert.equal(await waited(), 0);
  quiet.typed();
  later(2_000);
  assert.equal(await waited(), 0);
});

test('after a key it waits for two seconds without one', async () => {
  const { quiet, later, waited } = typing(100, 0);
  quiet.typed();
  later(500);
  assert.equal(await waited(), 1_500);
});

test('keys that come meanwhile make it wait on', async () => {
  const { quiet, waited } = typing(100, 7_000);
  quiet.typed();
  assert.equal(await waited(), 9_000);
});

test('who never rests is waited for no longer than half a minute', async () => {
  const { quiet, waited } = typing(100, Number.POSITIVE_INFINITY);
  quiet.typed();
  assert.equal(await waited(), 30_000);
});
