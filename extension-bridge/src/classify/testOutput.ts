/**
 * Counts the tests that passed and failed from what a runner printed. Two numbers leave this
 * module, and never the text; a runner that is not known gives none.
 */

import { type Reader, readers } from './readers.ts';
import type { Counts } from './tally.ts';
import { plainLines, unwrapped } from './terminalText.ts';

export type { Counts } from './tally.ts';

/** Characters of an output that are kept: a summary, and the failures that are printed before it. */
export const TAIL_LENGTH = 65_536;

/** Counts of the last run in an output, by the end of it. */
export function countTests(output: string): Counts | undefined {
  const lines = plainLines(output.slice(-TAIL_LENGTH));
  return countsOf(lines) ?? countsOf(unwrapped(lines));
}

/** The reader that understood the last line that any of them understood knows the counts. */
function countsOf(lines: readonly string[]): Counts | undefined {
  const all = readers();
  let last: Reader | undefined;
  for (const line of lines) {
    const understood = all.filter((reader) => reader.read(line));
    last = understood[0] ?? last;
  }
  return last?.counts;
}

/** The end of an output as it streams in; what is older is gone. */
export class OutputTail {
  #text = '';

  push(text: string): void {
    this.#text += text;
    // Cut seldom: a runner prints thousands of small pieces.
    if (this.#text.length > 2 * TAIL_LENGTH) {
      this.#text = this.#text.slice(-TAIL_LENGTH);
    }
  }

  counts(): Counts | undefined {
    return countTests(this.#text);
  }

  /** Forget the text. */
  drop(): void {
    this.#text = '';
  }
}
