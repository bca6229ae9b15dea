/** Puts collectors, batcher and document numbers together for one connection. */

import type { Link, Observation } from './link.ts';
import { Batcher } from './wire/batcher.ts';
import { EVENTS } from './wire/protocol.ts';

/** Begin to observe this window. */
export function observe(_documentKey: string, link: Link): Observation {
  const batcher = new Batcher({
    send: (batch) => link.notify(EVENTS, batch),
    now: Date.now,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  });
  return {
    flush: () => batcher.flush(),
    stop: () => {},
    dispose: () => batcher.dispose(),
  };
}
