/** A window for the bridge: consent, daemons that answer as told, and what was observed. */

import { type BridgeParts, PulseBridge } from '../../src/bridge.ts';
import type { Heard, Link } from '../../src/link.ts';
import type { KeptPause } from '../../src/pausing.ts';
import type { Standing } from '../../src/standing.ts';
import type { Action, State, StateName, Store, WorkDone } from '../../src/wire/protocol.ts';

const SETTINGS = {
  ...{ alertsPerDay: 2, minutesBetweenAlerts: 30, quietHours: '' },
  ...{
    storage: 'disk',
    retentionDays: 30,
    ...{ probesPerDay: 0, training: 'auto', modelThresholds: {} },
  },
};

export const LAUNCH = { command: '/bin/pulsedev', args: [], version: '0.1.0' };

/** A promise that is settled from outside. */
export function later<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export function state(name: StateName): State {
  return { state: name, since: 0, p_stuck: 0, p_flow: 0, reasons: [], model: 'rules', remarks: [] };
}

/** Let everything happen that waits for nothing. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await Promise.resolve();
  }
}

/** What the daemons of all windows share. */
interface SharedStore {
  paused: boolean;
  store: Store;
}

/** One daemon that was started. */
export class FakeLink implements Link {
  capabilities = { protocol: 1, documentKey: 'k', eventKinds: {} };
  readonly #end = later<void>();
  readonly ended = this.#end.promise;
  /** Each request, notification and closing, in order; a look at the status changes nothing. */
  readonly log: string[];
  readonly heard: Heard;
  closed = false;
  readonly #store: SharedStore;
  answer: (method: string, params: unknown) => Promise<unknown> = async (method, params) => {
    switch (method) {
      case 'pulsedev/status':
        return { ...this.#store };
      case 'pulsedev/pause':
        this.#store.paused = true;
        return untilOf(params);
      case 'pulsedev/resume':
        this.#store.paused = false;
        return { until: null };
      default:
        return {};
    }
  };

  constructor(log: string[], heard: Heard, store: SharedStore) {
    this.log = log;
    this.heard = heard;
    this.#store = store;
  }

  request(method: string, params: unknown): Promise<never> {
    if (method !== 'pulsedev/status') {
      this.log.push(`${method} ${JSON.stringify(params)}`);
    }
    return this.answer(method, params) as Promise<never>;
  }

  async notify(method: string, params: unknown): Promise<void> {
    this.log.push(`${method} ${JSON.stringify(params)}`);
  }

  /** Whoever hears how far something is, by its token. */
  readonly progress = new Map<string, (done: WorkDone) => void>();

  hearProgress(token: string, heard: (done: WorkDone) => void): { dispose(): void } {
    this.progress.set(token, heard);
    return { dispose: () => this.progress.delete(token) };
  }

  async close(): Promise<void> {
    this.log.push('close');
    this.closed = true;
    this.#end.resolve();
  }

  /** The process is gone, unasked. */
  crash(): void {
    this.#end.resolve();
  }
}

function untilOf(params: unknown): { until: number | null } {
  const minutes = params instanceof Object && 'minutes' in params ? params.minutes : undefined;
  return { until: typeof minutes === 'number' ? 1_000_000 + minutes * 60_000 : null };
}

/** A bridge in a window without VS Code. */
export class FakeWindow {
  given = true;
  declined = false;
  private = false;
  now = 1_000_000;
  /** What happened, in order. */
  readonly log: string[] = [];
  readonly links: FakeLink[] = [];
  readonly shown: Standing[] = [];
  readonly failures: string[] = [];
  readonly troubles: string[] = [];
  readonly asked: boolean[] = [];
  observing = 0;
  /** What is on disk: other windows write it, too. */
  readonly store: SharedStore = { paused: false, store: 'disk' };
  /** What the window's storage holds; it outlives the window. */
  kept: KeptPause | undefined;
  #listeners = new Set<() => void>();
  located: () => Promise<typeof LAUNCH | { why: string }> = async () => LAUNCH;
  connected: (link: FakeLink, signal: AbortSignal) => Promise<void> = async () => {};
  ask: BridgeParts['ask'] = async () => undefined;
  showAlert: BridgeParts['showAlert'] = async (): Promise<Action> => 'right';
  flushed: () => Promise<void> = async () => {};
  readonly bridge: PulseBridge;

  constructor(options: { given?: boolean; private?: boolean; kept?: KeptPause } = {}) {
    this.given = options.given ?? true;
    this.private = options.private ?? false;
    this.kept = options.kept;
    this.bridge = new PulseBridge(this.#parts());
    this.bridge.onDidChangeStanding((standing) => this.shown.push(standing));
  }

  get link(): FakeLink {
    const last = this.links.at(-1);
    if (!last) {
      throw new Error('no daemon was started');
    }
    return last;
  }

  /** The user agrees, or no longer does. */
  async consent(given: boolean): Promise<void> {
    this.given = given;
    this.declined = !given;
    await this.#changed();
  }

  /** The settings say that nothing is observed here, or no longer do. */
  async makePrivate(on: boolean): Promise<void> {
    this.private = on;
    await this.#changed();
  }

  async #changed(): Promise<void> {
    for (const listener of this.#listeners) {
      listener();
    }
    await settled();
  }

  #listen = (listener: () => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  #parts(): BridgeParts {
    const window = this;
    return {
      consent: {
        get given() {
          return window.given;
        },
        get declined() {
          return window.declined;
        },
        onDidChange: this.#listen,
      },
      privacy: {
        get on() {
          return window.private;
        },
        onDidChange: this.#listen,
      },
      pauses: {
        kept: () => this.kept,
        keep: (pause) => {
          this.kept = pause;
        },
      },
      locate: (asked) => {
        this.asked.push(asked);
        return this.located();
      },
      connect: async (_launch, _settings, heard, signal) => {
        const link = new FakeLink(this.log, heard, this.store);
        this.log.push('connect');
        await this.connected(link, signal);
        this.links.push(link);
        return link;
      },
      observe: () => {
        this.observing++;
        this.log.push('observe');
        let stopped = false;
        const stop = () => {
          if (!stopped) {
            stopped = true;
            this.observing--;
            this.log.push('stop');
          }
        };
        const flush = () => {
          this.log.push('flush');
          return this.flushed();
        };
        return { flush, stop, dispose: stop };
      },
      settings: () => SETTINGS,
      showAlert: (alert, token) => this.showAlert(alert, token),
      showTrouble: (line) => this.troubles.push(line),
      ask: (probe, token) => this.ask(probe, token),
      tellFailure: (why) => this.failures.push(why),
      log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
      now: () => this.now,
    };
  }
}
