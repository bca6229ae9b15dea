/** What every collector is given; each registers its listeners and hands back their end. */

import type { LogOutputChannel } from 'vscode';
import type { Documents } from '../documents.ts';
import type { EventSink } from '../wire/protocol.ts';

export interface Surroundings {
  readonly sink: EventSink;
  readonly documents: Documents;
  /** A number for a set of error codes, whatever their order; 0 for none. */
  hashOf(codes: Iterable<string>): number;
  /** Send at once what waits. */
  flush(): void;
  readonly log: LogOutputChannel;
}
