/** Where PulseDev stands in this window, and what the rest of the extension may ask of it. */

import type { Event } from 'vscode';
import type { Daemon, State, WorkDone } from './wire/protocol.ts';

/** What status bar, language status and commands show; one at a time. */
export type Standing =
  /** Nobody has agreed yet, or somebody said no: nothing is observed and nothing runs. */
  | { is: 'waiting'; declined: boolean }
  /** The settings say that nothing is observed in this workspace, so nothing runs. */
  | { is: 'private' }
  /** The daemon is being looked for, installed or started. */
  | { is: 'starting' }
  /** There is no daemon to start; `why` is one line that ends with what to do. */
  | { is: 'missing'; why: string }
  /**
   * The daemon runs and said this last; `until` is the end of a pause that has one, and undefined
   * where only another window knows it.
   */
  | { is: 'running'; state: State; until: number | null | undefined }
  /** It ended too often; `why` is one line. */
  | { is: 'failed'; why: string };

/** What came of the wish to train: `line` is the daemon's, why it did not begin or how it ended. */
export interface Trained {
  started: boolean;
  line: string;
}

/** Owns the daemon of this window. */
export interface Bridge extends Daemon {
  readonly standing: Standing;
  readonly onDidChangeStanding: Event<Standing>;
  /** The daemon's version once it runs. */
  readonly version: string | undefined;
  /** The key with which paths become the numbers that the daemon has, once it runs. */
  readonly documentKey: string | undefined;
  /** Stop what runs and start afresh; calls that come meanwhile join the same restart. */
  restart(): Promise<void>;
  /** Observe nothing for so many minutes, or until `resume`; both hold for all windows. */
  pause(minutes?: number): Promise<void>;
  resume(): Promise<void>;
  /** Train all models now; resolves when that has ended, or where it did not begin. */
  train(heard: (done: WorkDone) => void): Promise<Trained>;
  /** Send at once what waits, so that an answer counts all that was done before. */
  flush(): Promise<void>;
}
