/**
 * What this window knows of the pause, which holds for all windows that share a store.
 *
 * A pause that was said here holds here at once, whoever has heard of it yet. One that another
 * window said comes with the daemon's state, and so does the end of either. No `vscode` import.
 */

import type { StateName, Status, Until } from './wire/protocol.ts';

const MINUTE = 60_000;

/** Another window may judge, and hears of a pause with its next looks; a new one within this. */
const HEARD_OF_MS = 10_000;

/** A pause of this window as its storage has it. */
export interface KeptPause extends Until {
  /** Whether a daemon has been told of it. */
  told?: boolean;
}

/** Where a pause is kept: a reload of the window must not end it. */
export interface Pauses {
  kept(): KeptPause | undefined;
  keep(pause: KeptPause | undefined): void;
}

interface Pause {
  /** Undefined where only another window knows it. */
  until: number | null | undefined;
  /** When a daemon was told; undefined before that. */
  toldAt: number | undefined;
}

export class Pausing {
  readonly #pauses: Pauses;
  readonly #now: () => number;
  #pause: Pause | undefined;
  /** What the daemon of now said last. */
  #last: StateName | undefined;

  constructor(pauses: Pauses, now: () => number) {
    this.#pauses = pauses;
    this.#now = now;
    const kept = pauses.kept();
    this.#pause = kept && { until: kept.until, toldAt: kept.told ? 0 : undefined };
  }

  /** Whether nothing is to be observed now. */
  get on(): boolean {
    return this.#pause !== undefined;
  }

  /** Its end, where it has one and it is known; null also where there is no pause. */
  get until(): number | null | undefined {
    return this.#pause ? this.#pause.until : null;
  }

  /** Whether a daemon has heard of it, so that ending it here would not end it. */
  get told(): boolean {
    return this.#pause?.toldAt !== undefined;
  }

  /** The user says so, here. */
  begin(minutes?: number): void {
    const until = minutes === undefined ? null : this.#now() + minutes * MINUTE;
    this.#set({ until, toldAt: undefined });
  }

  end(): void {
    this.#set(undefined);
  }

  /** Another daemon begins: what the last one said does not count any more. */
  begins(): void {
    this.#last = undefined;
    const until = this.#pause?.until;
    if (typeof until === 'number' && until <= this.#now()) {
      this.end();
    }
  }

  /** Follow what a daemon knows; return whether it has to be told, as it can't know. */
  follow({ paused, store }: Pick<Status, 'paused' | 'store'>): boolean {
    if (this.#pause && (!this.told || store === 'memory')) {
      return true;
    }
    if (paused) {
      this.#heardOf();
    } else {
      this.end();
    }
    return false;
  }

  /** What a daemon has to be told. */
  get params(): { minutes?: number } {
    const { until } = this;
    return typeof until === 'number' ? { minutes: (until - this.#now()) / MINUTE } : {};
  }

  /** A daemon has been told, and says until when. */
  wasTold({ until }: Until): void {
    if (this.#pause) {
      this.#set({ until, toldAt: this.#now() });
    }
  }

  /** Know a state of the daemon. */
  hear(state: StateName): void {
    const before = this.#last;
    this.#last = state;
    if (state === 'paused') {
      this.#heardOf();
    } else if (before === 'paused' || this.#overdue) {
      this.end();
    }
  }

  /** Whether it was told so long ago that a state other than "paused" says that it is over. */
  get #overdue(): boolean {
    const toldAt = this.#pause?.toldAt;
    return toldAt !== undefined && this.#now() - toldAt > HEARD_OF_MS;
  }

  #heardOf(): void {
    // Of another window's pause nothing is kept: the store of all windows has it.
    this.#pause ??= { until: undefined, toldAt: this.#now() };
  }

  #set(pause: Pause | undefined): void {
    if (pause || this.#pause) {
      this.#pause = pause;
      this.#pauses.keep(
        pause?.until === undefined
          ? undefined
          : { until: pause.until, told: pause.toldAt !== undefined },
      );
    }
  }
}
