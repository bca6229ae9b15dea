/** What the bridge needs of one running daemon, and of what observes for it; no `vscode` import. */

import type { CancellationToken } from 'vscode-jsonrpc';
import type { Launch } from './python/find.ts';
import type {
  Action,
  Alert,
  Capabilities,
  Daemon,
  Probe,
  Said,
  State,
  WorkDone,
} from './wire/protocol.ts';

/** The params of `workspace/didChangeConfiguration`, and `settings` of `initialize`. */
export interface DaemonSettings {
  alertsPerDay: number;
  minutesBetweenAlerts: number;
  quietHours: string;
  storage: string;
  retentionDays: number;
  probesPerDay: number;
  training: string;
  modelThresholds: Record<string, number>;
}

/** One daemon, from the handshake to its end; never reused. */
export interface Link extends Daemon {
  readonly capabilities: Partial<Capabilities>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly ended: Promise<void>;
  notify(method: string, params: unknown): Promise<void>;
  /** Hear how far the request is that has this `workDoneToken`, until disposed of. */
  hearProgress(token: string, heard: (done: WorkDone) => void): { dispose(): void };
  /** Ask the daemon to end, and insist; resolves when its process is gone. */
  close(): Promise<void>;
}

/** What a daemon says unasked. */
export interface Heard {
  state(state: State): void;
  alert(alert: Alert, token: CancellationToken): Promise<Action>;
  /** A quiet question; undefined where nobody answered. */
  probe(probe: Probe, token: CancellationToken): Promise<Said | undefined>;
  /** What does not work, in one line; it also stands in the status. */
  trouble(line: string): void;
}

/** Start a daemon and shake hands; rejects, with no process left, where that fails. */
export type Connect = (
  launch: Launch,
  settings: DaemonSettings,
  heard: Heard,
  signal: AbortSignal,
) => Promise<Link>;

/** The collectors of this window and their batcher, for one connection. */
export interface Observation {
  /** Send what waits; resolves when the daemon's pipe took it. */
  flush(): Promise<void>;
  /** Observe nothing from now on; `flush` still sends what came before. */
  stop(): void;
  /** Give up what still waits, too. */
  dispose(): void;
}

/** Begin to observe. */
export type Observe = (documentKey: string, link: Link) => Observation;
