/**
 * Gathers events into batches of columns and hands them on, one at a time, oldest first.
 *
 * The rule: `add` costs next to nothing and never throws, memory is bounded, and each event that
 * does not arrive is counted in `dropped`. Clock and timers are injected.
 */

import type { Batch, EventSink, Kind } from './protocol.ts';

/** An event waits this long at most: the daemon judges once a second. */
export const FLUSH_MS = 1_000;

/** Events of one batch: a large replacement makes a few thousand; the daemon takes 65536. */
export const BATCH_EVENTS = 4_096;

/**
 * Events that wait for a slow daemon. At ten a second, a busy hour's pace, that is half an hour,
 * and about a megabyte.
 */
export const WAITING_EVENTS = 20_000;

/** A clock that falls by less than this is being corrected: time stands still meanwhile. */
export const HELD_MS = 1_000;

/** A batch covers at most this much of the clock; more means that the machine slept. */
export const SPAN_MS = 10_000;

const DOCUMENTS = 2 ** 52;

export interface Limits {
  batchEvents: number;
  waitingEvents: number;
}

export interface BatcherOptions {
  /** Resolves when the daemon's pipe took the batch; a rejection loses it, counted. */
  send(batch: Batch): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
  schedule(run: () => void, ms: number): { cancel(): void };
  limits?: Partial<Limits>;
}

/** A batch on its way; `settle` tells those who wait for it that it is no longer ours. */
interface Parcel {
  batch: Batch;
  settled: Promise<void>;
  settle(): void;
}

export class Batcher implements EventSink {
  readonly #options: BatcherOptions;
  readonly #limits: Limits;
  #open: Batch | undefined;
  /** The time of the open batch's last event, since its `t0`. */
  #last = 0;
  #timer: { cancel(): void } | undefined;
  #waiting: Parcel[] = [];
  #waitingEvents = 0;
  #newest: Promise<void> = Promise.resolve();
  #draining = false;
  #seq = 0;
  #dropped = 0;
  #disposed = false;

  constructor(options: BatcherOptions) {
    this.#options = options;
    const { batchEvents = BATCH_EVENTS, waitingEvents = WAITING_EVENTS } = options.limits ?? {};
    this.#limits = { batchEvents, waitingEvents };
  }

  /** Events that will never arrive: the daemon was too slow, gone, or this is disposed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Take one event in; what is no whole number becomes one here, and nowhere else. */
  add(kind: Kind, doc: number, a: number, b: number, c: number): void {
    const now = Math.max(0, whole(this.#options.now()));
    const batch = this.#batchAt(now);
    if (batch === undefined) {
      this.#dropped++;
      return;
    }
    const since = now - batch.t0;
    if (since > this.#last) {
      this.#last = since;
    }
    batch.t.push(this.#last);
    batch.kind.push(kind);
    batch.doc.push(doc > 0 && doc < DOCUMENTS ? whole(doc) : 0);
    batch.a.push(whole(a));
    batch.b.push(whole(b));
    batch.c.push(whole(c));
    if (batch.t.length >= this.#limits.batchEvents) {
      this.#seal();
      this.#drain();
    }
  }

  /** Send at once; resolves when all that waited has been sent, or was dropped. */
  flush(): Promise<void> {
    this.#seal();
    this.#drain();
    return this.#newest;
  }

  /** A new connection begins: its batches are numbered afresh. What waits goes to it. */
  renumber(): void {
    this.#seq = 0;
  }

  /** Stop the timer and give up what waits; events that still come are only counted. */
  dispose(): void {
    this.#disposed = true;
    this.#seal();
    while (this.#waiting.length > 0) {
      this.#dropOldest();
    }
  }

  /**
   * The batch that an event of this time belongs to. The daemon wants times that never fall, so
   * a clock set back, and one that leapt forward (sleep), begin a new batch with its own `t0`.
   */
  #batchAt(now: number): Batch | undefined {
    const open = this.#open;
    if (open !== undefined) {
      const since = now - open.t0;
      if (since >= this.#last - HELD_MS && since <= SPAN_MS) {
        return open;
      }
      this.#seal();
      this.#drain();
    }
    return this.#disposed ? undefined : this.#begin(now);
  }

  #begin(now: number): Batch {
    this.#open = { seq: 0, t0: now, t: [], kind: [], doc: [], a: [], b: [], c: [] };
    this.#last = 0;
    this.#timer = this.#options.schedule(() => {
      this.#seal();
      this.#drain();
    }, FLUSH_MS);
    return this.#open;
  }

  /** Close the open batch and queue it; where the queue is full, the oldest batches go. */
  #seal(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#open;
    if (batch === undefined) {
      return;
    }
    this.#open = undefined;
    const parcel = parcelOf(batch);
    this.#waiting.push(parcel);
    this.#waitingEvents += batch.t.length;
    this.#newest = parcel.settled;
    while (this.#waitingEvents > this.#limits.waitingEvents && this.#waiting.length > 1) {
      this.#dropOldest();
    }
  }

  #dropOldest(): void {
    const parcel = this.#take();
    this.#dropped += parcel?.batch.t.length ?? 0;
    parcel?.settle();
  }

  #take(): Parcel | undefined {
    const parcel = this.#waiting.shift();
    this.#waitingEvents -= parcel?.batch.t.length ?? 0;
    return parcel;
  }

  /** Send what waits, unless that is under way. */
  async #drain(): Promise<void> {
    if (this.#draining) {
      return;
    }
    this.#draining = true;
    for (let parcel = this.#take(); parcel !== undefined; parcel = this.#take()) {
      parcel.batch.seq = ++this.#seq;
      try {
        await this.#options.send(parcel.batch);
      } catch {
        this.#dropped += parcel.batch.t.length;
      }
      parcel.settle();
    }
    this.#draining = false;
  }
}

function parcelOf(batch: Batch): Parcel {
  let settle = (): void => {};
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { batch, settled, settle };
}

/** The nearest whole number towards zero that JavaScript and the daemon both hold exactly. */
function whole(value: number): number {
  if (Number.isSafeInteger(value)) {
    return value;
  }
  const clipped = Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, value));
  return Number.isFinite(value) ? Math.trunc(clipped) : 0;
}
