/**
 * Turns what identifies a document, or a set of error codes, into a number that only this
 * installation can make: nobody finds the text behind it by trying a dictionary.
 */

import { createHmac } from 'node:crypto';

/** Documents whose numbers are kept, so that a keystroke costs no digest: far above the open ones. */
export const REMEMBERED = 4_096;

/** Hexadecimal digits of a digest that make a number: 52 bits, exact in JavaScript. */
const DIGITS = 13;

const KEY = /^[0-9a-f]{64}$/i;

export class DocumentNumbers {
  readonly #key: Buffer;
  /** In order of arrival; the oldest goes first. */
  readonly #known = new Map<string, number>();

  /** `keyHex` is the daemon's `documentKey`; a RangeError says that it is none. */
  constructor(keyHex: string) {
    if (!KEY.test(keyHex)) {
      throw new RangeError('a document key has 64 hexadecimal digits');
    }
    this.#key = Buffer.from(keyHex, 'hex');
  }

  /** The number of the document with this URI. */
  of(uri: string): number {
    const known = this.#known.get(uri);
    if (known !== undefined) {
      return known;
    }
    const number = this.#digest(uri);
    if (this.#known.size >= REMEMBERED) {
      this.#forgetOldest();
    }
    this.#known.set(uri, number);
    return number;
  }

  /** A positive number for a set of error codes, whatever their order; 0 for the empty set. */
  hashOf(codes: Iterable<string>): number {
    const sorted = [...new Set(codes)].sort();
    // JSON keeps ['a', 'b'] and ['a,b'] apart; no URI begins with a bracket.
    return sorted.length === 0 ? 0 : Math.max(1, this.#digest(JSON.stringify(sorted)));
  }

  #digest(text: string): number {
    const hex = createHmac('sha256', this.#key).update(text, 'utf8').digest('hex');
    return Number.parseInt(hex.slice(0, DIGITS), 16);
  }

  #forgetOldest(): void {
    for (const uri of this.#known.keys()) {
      this.#known.delete(uri);
      return;
    }
  }
}
