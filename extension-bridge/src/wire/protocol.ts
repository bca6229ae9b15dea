/**
 * What travels between the extension and the daemon: a mirror of `daemon/PROTOCOL.md`.
 *
 * Times are epoch milliseconds. No `vscode` import, so tests run it in plain Node.
 */

/** The protocol that this extension speaks; the daemon names its own in `initialize`. */
export const PROTOCOL = 1;

/** The kinds of events, by the names of the protocol. */
export const Kind = {
  fileModified: 1,
  cursorMoved: 2,
  focusChanged: 3,
  fileOpened: 4,
  fileSaved: 5,
  fileClosed: 6,
  viewScrolled: 7,
  errorOccurred: 8,
  testRun: 9,
  commandExecuted: 10,
  debugStarted: 11,
  debugPaused: 12,
  debugStopped: 13,
  breakpointChanged: 14,
  commitCreated: 15,
  branchChanged: 16,
  suggestion: 17,
  search: 18,
  notebookRun: 19,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** Who or what made an edit: column `c` of `file_modified`. */
export const Cause = {
  typed: 0,
  undo: 1,
  redo: 2,
  paste: 3,
  completion: 4,
  ai: 5,
  refactoring: 6,
  otherProgram: 7,
} as const;
export type Cause = (typeof Cause)[keyof typeof Cause];

/** What moved the caret: column `c` of `cursor_moved`; 0 where nobody knows. */
export const Mover = { unknown: 0, keyboard: 1, mouse: 2, command: 3 } as const;

/** What a command is for: column `a` of `command_executed`. */
export const CommandClass = {
  other: 0,
  build: 1,
  test: 2,
  run: 3,
  versionControl: 4,
  packages: 5,
  navigation: 6,
} as const;
export type CommandClass = (typeof CommandClass)[keyof typeof CommandClass];

/** Why a debugger stopped: column `c` of `debug_paused`. */
export const Stop = { breakpoint: 1, step: 2, exception: 3, pause: 4 } as const;

/** What became of a suggestion: column `a` of `suggestion`. */
export const Suggestion = { shown: 0, accepted: 1, rejected: 2 } as const;

/** Where somebody searched: column `a` of `search`. */
export const Search = { inFile: 1, inWorkspace: 2, help: 3 } as const;

/** Takes events in, as whole numbers; the time is that of the call. */
export interface EventSink {
  /** `doc` is 0 or a document number; what a kind does not use is 0. */
  add(kind: Kind, doc: number, a: number, b: number, c: number): void;
}

/** The params of `pulsedev/events`: six columns of equal length. */
export interface Batch {
  seq: number;
  t0: number;
  t: number[];
  kind: number[];
  doc: number[];
  a: number[];
  b: number[];
  c: number[];
}

export type StateName = 'unknown' | 'neutral' | 'stuck' | 'flow' | 'away' | 'paused';
export type Said = 'stuck' | 'progress' | 'flow' | 'interrupted';
export type Source = 'button' | 'alert' | 'review';
/** Where things are kept: on disk, shared by all windows, or in the memory of one daemon. */
export type Store = 'disk' | 'memory';
export type Action = 'right' | 'wrong' | 'snooze' | 'never' | 'ignored';

/** One feature's share in a judgement; null is unknown. */
export interface Reason {
  feature: string;
  label: string;
  value: number | null;
  usual: number | null;
  effect: number | null;
}

/** What else is worth knowing; it changes nothing by itself. */
export interface Remark {
  kind: string;
  label: string;
  value: number | null;
  usual: number | null;
}

/** What is believed now. */
export interface State {
  state: StateName;
  since: number;
  p_stuck: number;
  p_flow: number;
  reasons: Reason[];
  model: string;
  /** A daemon that does not learn has none. */
  remarks?: Remark[];
}

/** A training that runs: its stage, the model that it is about, and the share done. */
export interface Training {
  stage: string;
  model: string | null;
  done: number;
}

/** What is believed now, and how the daemon fares. */
export interface Status extends State {
  /** Taken in by this daemon since it started. */
  events: number;
  /** Of these, how many are on disk. */
  stored: number;
  /** How many daemons share the store, and which of them judges. */
  windows: { open: number; brain: 'self' | 'other' };
  paused: boolean;
  store: Store;
  /** What does not work, in one line. */
  trouble: string | null;
  /** Null where none runs; a daemon that does not learn has neither this nor `next`. */
  training?: Training | null;
  /** What comes next in training, in words. */
  next?: string;
}

export type Role = 'champion' | 'shadow' | 'previous' | 'none';

/** What is told of a model; it is in Markdown. */
export interface Card {
  model: string;
  role: Role;
  /** Null where nothing was learned yet. */
  created: number | null;
  title: string;
  markdown: string;
}

/** A stretch of a day in neutral facts; `active` is in seconds. */
export interface Stretch {
  since: number;
  until: number;
  active: number;
  edits: number;
  runs: number;
  failed: number;
  commits: number;
  files: number;
  said: Said[];
}

/** A day for the person to say how it went. */
export interface Review {
  day: string;
  stretches: Stretch[];
}

/** How far something is, as LSP's work done progress has it. */
export type WorkDone =
  | { kind: 'begin'; title: string; percentage?: number }
  | { kind: 'report'; message?: string; percentage?: number }
  | { kind: 'end'; message?: string };

/** A question how it goes, to be asked quietly. */
export interface Probe {
  id: number;
  title: string;
  choices: Said[];
}

export interface Explanation {
  state: StateName;
  reasons: Reason[];
}

export interface Timeline {
  t: number[];
  state: StateName[];
  p_stuck: number[];
  p_flow: number[];
}

/** How much is kept, or was erased. */
export interface Summary {
  store: Store;
  batches: number;
  events: number;
  vectors: number;
  labels: number;
  states: number;
  alerts: number;
  /** When the oldest event happened. */
  since: number | null;
  /** What the files take. */
  bytes: number;
}

/** From when, and up to when; what is left out has no end. */
export interface Span {
  from?: number;
  to?: number;
}

/** Events that are kept, in columns of equal length and in the order of their times. */
export interface Records {
  t: number[];
  window: number[];
  kind: number[];
  doc: number[];
  a: number[];
  b: number[];
  c: number[];
  /** Whether there is another page. */
  more: boolean;
}

/** The most records of one page. */
export const MOST_RECORDS = 10_000;

export type Format = 'jsonl' | 'csv';

/** How much was written. */
export interface Exported {
  events: number;
  bytes: number;
}

/** What to tell the user, once. */
export interface Alert {
  id: number;
  kind: string;
  title: string;
  reasons: Reason[];
  suggestions: string[];
  actions: Action[];
}

/** Epoch milliseconds, or null where there is no end. */
export interface Until {
  until: number | null;
}

/** What `initialize` answers in `capabilities.experimental.pulsedev`. */
export interface Capabilities {
  protocol: number;
  eventKinds: Record<string, number>;
  documentKey: string;
}

/** The requests of the extension: params and result of each. */
export interface Requests {
  'pulsedev/label': [
    { state: Said; source: Source; at?: number; since?: number; alert?: number },
    { id: number },
  ];
  'pulsedev/status': [Record<string, never>, Status];
  'pulsedev/explain': [{ at?: number }, Explanation];
  'pulsedev/timeline': [{ from: number; to: number; step: number }, Timeline];
  'pulsedev/pause': [{ minutes?: number }, Until];
  'pulsedev/resume': [Record<string, never>, Until];
  'pulsedev/snooze': [{ minutes?: number }, Until];
  'pulsedev/train': [
    { models?: string[]; workDoneToken?: string },
    { started: boolean; why: string },
  ];
  'pulsedev/models': [Record<string, never>, { models: Card[] }];
  'pulsedev/rollback': [{ model: string }, { models: Card[] }];
  'pulsedev/review': [{ day?: string }, Review];
  'pulsedev/data/summary': [Record<string, never>, Summary];
  'pulsedev/data/records': [Span & { kinds?: number[]; skip?: number; limit?: number }, Records];
  'pulsedev/data/export': [Span & { path: string; format?: Format; anonymize?: boolean }, Exported];
  'pulsedev/data/erase': [Span, Summary];
}
export type Method = keyof Requests;

/** What the rest of the extension may ask of the daemon, whichever process serves it now. */
export interface Daemon {
  /** Rejects with one readable line where no daemon runs. */
  request<M extends Method>(method: M, params: Requests[M][0]): Promise<Requests[M][1]>;
}

export const EVENTS = 'pulsedev/events';
export const STATE = 'pulsedev/state';
export const ALERT = 'pulsedev/alert';
export const PROBE = 'pulsedev/probe';
