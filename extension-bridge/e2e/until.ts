/** The one way to wait: ask again and again until it is so, or a deadline has passed. */

import { setTimeout as pause } from 'node:timers/promises';

/** A busy machine of two cores answers well within this; only what fails takes so long. */
export const PATIENCE_MS = 90_000;

const BETWEEN_MS = 50;

/** Return the first answer that is neither false nor undefined; fail by saying what did not come. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | undefined> | T | false | undefined,
  patience = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) {
      return answer;
    }
    if (performance.now() > deadline) {
      throw new Error(`not within ${patience / 1000} s: ${what}`);
    }
    await pause(BETWEEN_MS);
  }
}
