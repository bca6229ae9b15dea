import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batcher, FLUSH_MS, type Limits, SPAN_MS } from '../../src/wire/batcher.ts';
import { type Batch, Kind } from '../../src/wire/protocol.ts';

/** A batcher with a clock, a timer and a pipe that obey the test. */
class Bench {
  now = 1_000_000;
  sent: Batch[] = [];
  timers = new Map<() => void, number>();
  /** Set: the next sends wait until they are told how to end. */
  slow: { resolve(): void; reject(error: Error): void }[] | undefined;
  batcher: Batcher;

  constructor(limits: Partial<Limits> = {}) {
    this.batcher = new Batcher({
      limits,
      now: () => this.now,
      schedule: (run, ms) => {
        this.timers.set(run, this.now + ms);
        return { cancel: () => this.timers.delete(run) };
      },
      send: (batch) => {
        this.sent.push(batch);
        const { slow } = this;
        return slow === undefined
          ? Promise.resolve()
          : new Promise((resolve, reject) => slow.push({ resolve, reject }));
      },
    });
  }

  typed(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.batcher.add(Kind.fileModified, 7, 1, 0, 0);
    }
  }

  /** Let time pass, and the timers that are due ring. */
  pass(ms: number): void {
    this.now += ms;
    for (const [run, at] of this.timers) {
      if (at <= this.now) {
        this.timers.delete(run);
        run();
      }
    }
  }
}

/** Let what has been resolved take its course. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const sizes = (batches: Batch[]): number[] => batches.map((batch) => batch.t.length);

test('Events of a second go out as one batch of equally long columns.', () => {
  const bench = new Bench();
  bench.batcher.add(Kind.fileModified, 12, 5, 2, 3);
  bench.pass(250);
  bench.batcher.add(Kind.focusChanged, 0, 1, 60, 0);
  bench.pass(FLUSH_MS - 251);
  assert.deepEqual(bench.sent, []);
  bench.pass(1);
  assert.deepEqual(bench.sent, [
    {
      seq: 1,
      t0: 1_000_000,
      t: [0, 250],
      kind: [1, 3],
      doc: [12, 0],
      a: [5, 1],
      b: [2, 60],
      c: [3, 0],
    },
  ]);
});

test('Nothing is sent and no timer runs while nothing happens.', () => {
  const bench = new Bench();
  bench.typed();
  bench.pass(FLUSH_MS);
  bench.pass(10 * FLUSH_MS);
  assert.equal(bench.sent.length, 1);
  assert.equal(bench.timers.size, 0);
});

test('A flush sends at once, and the second begins anew with the next event.', async () => {
  const bench = new Bench();
  bench.typed(2);
  bench.pass(FLUSH_MS - 1);
  await bench.batcher.flush();
  assert.deepEqual(sizes(bench.sent), [2]);
  bench.typed();
  bench.pass(FLUSH_MS - 1);
  assert.equal(bench.sent.length, 1);
  bench.pass(1);
  assert.deepEqual(sizes(bench.sent), [2, 1]);
});

test('A flush with nothing to send resolves and sends nothing.', async () => {
  const bench = new Bench();
  await bench.batcher.flush();
  assert.deepEqual(bench.sent, []);
});

test('A full batch does not wait for its second.', () => {
  const bench = new Bench({ batchEvents: 3 });
  bench.typed(7);
  assert.deepEqual(sizes(bench.sent), [3]);
  assert.equal(bench.timers.size, 1);
});

test('A flush resolves only when the pipe took what waited, not what came later.', async () => {
  const bench = new Bench();
  bench.slow = [];
  bench.typed();
  bench.pass(FLUSH_MS);
  bench.typed();
  let done = false;
  const flushed = bench.batcher.flush().then(() => {
    done = true;
  });
  bench.typed();
  bench.pass(FLUSH_MS);
  bench.slow[0]?.resolve();
  await settle();
  assert.equal(done, false);
  bench.slow[1]?.resolve();
  await flushed;
  assert.deepEqual(sizes(bench.sent), [1, 1, 1]);
});

test('A slow daemon gets one batch at a time, in order, numbered without a gap.', async () => {
  const bench = new Bench();
  bench.slow = [];
  for (let i = 0; i < 3; i++) {
    bench.batcher.add(Kind.fileModified, 0, i, 0, 0);
    bench.pass(FLUSH_MS);
  }
  assert.equal(bench.sent.length, 1);
  for (let i = 0; i < 3; i++) {
    bench.slow[i]?.resolve();
    await settle();
  }
  assert.deepEqual(
    bench.sent.map((batch) => [batch.seq, batch.a[0]]),
    [
      [1, 0],
      [2, 1],
      [3, 2],
    ],
  );
  assert.equal(bench.batcher.dropped, 0);
});

test('A full queue drops its oldest events, counts them, and frees who waited for them.', async () => {
  const bench = new Bench({ waitingEvents: 10 });
  bench.slow = [];
  bench.typed(2);
  bench.pass(FLUSH_MS);
  bench.typed(6);
  let freed = false;
  bench.batcher.flush().then(() => {
    freed = true;
  });
  bench.typed(4);
  bench.pass(FLUSH_MS);
  await settle();
  assert.deepEqual([bench.batcher.dropped, freed], [0, false]);
  bench.typed(5);
  bench.pass(FLUSH_MS);
  await settle();
  assert.deepEqual([bench.batcher.dropped, freed], [6, true]);
  bench.slow[0]?.resolve();
  await settle();
  bench.slow[1]?.resolve();
  await settle();
  assert.deepEqual(sizes(bench.sent), [2, 4, 5]);
  assert.deepEqual(
    bench.sent.map((batch) => batch.seq),
    [1, 2, 3],
  );
});

test('A batch that could not be sent is counted as lost, and the next one goes.', async () => {
  const bench = new Bench();
  bench.slow = [];
  bench.typed(3);
  const flushed = bench.batcher.flush();
  bench.slow[0]?.reject(new Error('gone'));
  await flushed;
  assert.equal(bench.batcher.dropped, 3);
  bench.slow = undefined;
  bench.typed();
  await bench.batcher.flush();
  assert.deepEqual(sizes(bench.sent), [3, 1]);
  assert.equal(bench.batcher.dropped, 3);
});

test('A send that throws at once does no more harm than one that rejects.', async () => {
  const batcher = new Batcher({
    now: () => 5,
    schedule: () => ({ cancel: () => {} }),
    send: () => {
      throw new Error('no pipe');
    },
  });
  batcher.add(Kind.fileSaved, 0, 1, 0, 0);
  await batcher.flush();
  assert.equal(batcher.dropped, 1);
});

test('A clock that is corrected a little backwards stands still within a batch.', async () => {
  const bench = new Bench();
  for (const step of [0, 300, -200, -90, 500]) {
    bench.now += step;
    bench.typed();
  }
  await bench.batcher.flush();
  assert.deepEqual(bench.sent[0]?.t, [0, 300, 300, 300, 510]);
});

test('A clock set back an hour begins a batch with a beginning of its own.', async () => {
  const bench = new Bench();
  bench.now = 5_000_000;
  bench.typed();
  bench.now -= 3_600_000;
  bench.typed(2);
  await bench.batcher.flush();
  assert.deepEqual(
    bench.sent.map(({ t0, t }) => [t0, t]),
    [
      [5_000_000, [0]],
      [1_400_000, [0, 0]],
    ],
  );
});

test('A sleep between two events parts them into two batches.', async () => {
  const bench = new Bench();
  bench.typed();
  bench.now += SPAN_MS + 1;
  bench.typed();
  await bench.batcher.flush();
  assert.deepEqual(
    bench.sent.map(({ t0, t }) => [t0, t]),
    [
      [1_000_000, [0]],
      [1_000_000 + SPAN_MS + 1, [0]],
    ],
  );
});

test('A clock that tells nonsense breaks no batch.', async () => {
  const bench = new Bench();
  for (const now of [Number.NaN, -5, 0.7, Number.POSITIVE_INFINITY]) {
    bench.now = now;
    bench.typed();
  }
  await bench.batcher.flush();
  assert.deepEqual(
    bench.sent.map(({ t0, t }) => [t0, t]),
    [[0, [0, 0, 0, 0]]],
  );
});

test('Each value is a whole number that the daemon takes.', async () => {
  const bench = new Bench();
  bench.now = 10.5;
  const add = (doc: number, a: number, b: number, c: number): void =>
    bench.batcher.add(Kind.viewScrolled, doc, a, b, c);
  add(2 ** 52 - 1, 1.9, -1.9, Number.NaN);
  add(2 ** 52, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 60);
  add(-1, -(2 ** 60), 0.2, -0.2);
  add(Number.NaN, -1, 0, 1);
  await bench.batcher.flush();
  const [batch] = bench.sent;
  assert.ok(batch);
  assert.deepEqual(batch.doc, [2 ** 52 - 1, 0, 0, 0]);
  assert.deepEqual(batch.a, [1, 0, Number.MIN_SAFE_INTEGER, -1]);
  assert.deepEqual(batch.c.map(Math.abs), [0, Number.MAX_SAFE_INTEGER, 0, 1]);
  const all = [batch.t0, batch.t, batch.doc, batch.a, batch.b, batch.c].flat();
  assert.ok(all.every(Number.isSafeInteger));
});

test('A new connection numbers its batches from one.', async () => {
  const bench = new Bench();
  bench.typed();
  await bench.batcher.flush();
  bench.batcher.renumber();
  bench.typed();
  await bench.batcher.flush();
  assert.deepEqual(
    bench.sent.map((batch) => batch.seq),
    [1, 1],
  );
});

test('Disposed, it holds no timer, sends nothing, keeps nobody waiting and counts the rest.', async () => {
  const bench = new Bench();
  bench.slow = [];
  bench.typed();
  bench.pass(FLUSH_MS);
  bench.typed(2);
  const flushed = bench.batcher.flush();
  bench.typed(3);
  bench.batcher.dispose();
  await flushed;
  assert.equal(bench.timers.size, 0);
  bench.slow[0]?.resolve();
  await settle();
  bench.typed();
  bench.pass(FLUSH_MS);
  assert.deepEqual(sizes(bench.sent), [1]);
  assert.equal(bench.batcher.dropped, 6);
});

test('An event costs far less than two microseconds.', () => {
  const events = 200_000;
  const costs = [1, 2, 3].map(() => {
    const batcher = new Batcher({
      now: Date.now,
      schedule: () => ({ cancel: () => {} }),
      send: async () => {},
    });
    const start = process.hrtime.bigint();
    for (let i = 0; i < events; i++) {
      batcher.add(Kind.fileModified, 4_000_000_000_000_000, i & 63, 0, 0);
    }
    return Number(process.hrtime.bigint() - start) / events;
  });
  const best = Math.min(...costs);
  assert.ok(best < 2_000, `${best.toFixed(0)} ns an event`);
});
