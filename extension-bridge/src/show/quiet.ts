/**
 * Knows when somebody last typed, and waits until the keys rest. No `vscode` import.
 *
 * The daemon hears of a key a second or two late, so what it says at a stop may come into the next word.
 */

/** Rest enough for something to be said. */
const QUIET_MS = 2_000;

/** Who types on for so long will make a stop no sooner. */
const LONGEST_MS = 30_000;

export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  wait(ms: number): Promise<void>;
}

const CLOCK: Clock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export class Quiet {
  readonly #clock: Clock;
  #typed = Number.NEGATIVE_INFINITY;

  constructor(clock = CLOCK) {
    this.#clock = clock;
  }

  /** A key has come. */
  typed(): void {
    this.#typed = this.#clock.now();
  }

  /** Resolves when nobody has typed for two seconds, or after half a minute. */
  async rest(): Promise<void> {
    const end = this.#clock.now() + LONGEST_MS;
    for (let left = this.#left(end); left > 0; left = this.#left(end)) {
      await this.#clock.wait(left);
    }
  }

  #left(end: number): number {
    return Math.min(this.#typed + QUIET_MS, end) - this.#clock.now();
  }
}
