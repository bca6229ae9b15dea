/** Counts unasked ends of the daemon: five within three minutes are too many. */

/** As the language client counts; a daemon that can't live does not get better by trying. */
export const TOO_MANY = 5;

const WITHIN = 3 * 60_000;

export class Closings {
  #times: number[] = [];

  /** Count one at this time, in milliseconds; return whether that makes too many. */
  add(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < WITHIN), now];
    return this.#times.length >= TOO_MANY;
  }

  /** Somebody has looked into it, so start counting anew. */
  forget(): void {
    this.#times = [];
  }
}
