/** Seeded random texts: the same in each run, so that a failure can be looked at. */

export class Generator {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number below `limit` (mulberry32). */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  /** Up to `most` of the pieces, one after the other. */
  text(pieces: readonly string[], most: number): string {
    const count = this.below(most + 1);
    return Array.from({ length: count }, () => pieces[this.below(pieces.length)]).join('');
  }
}
