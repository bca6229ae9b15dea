/** A window for the bridge: consent, daemons that answer as told, and what was observed. */

import { type BridgeParts, PulseBridge } from '../../src/bridge.ts';
import type { Heard, Link } from '../../src/link.ts';
import type { Standing } from '../../src/standing.ts';
import type { Action, State, StateName, Until } from '../../src/wire/protocol.ts';

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
  return { state: name, since: 0, p_stuck: 0, p_flow: 0, reasons: [], model: 'rules' };
}

/** Let everything happen that waits for nothing. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await Promise.resolve();
  }
}

/** One daemon that was started. */
export class FakeLink implements Link {
  capabilities = { protocol: 1, documentKey: 'k', eventKinds: {} };
  readonly #end = later<void>();
  readonly ended = this.#end.promise;
  /** Each request, notification and closing, in order. */
  readonly log: string[];
  readonly heard: Heard;
  closed = false;
  answer: (method: string, params: unknown) => Promise<unknown> = async (method, params) =>
    method === 'pulsedev/pause' ? untilOf(params) : {};

  constructor(log: string[], heard: Heard) {
    this.log = log;
    this.heard = heard;
  }

  request(method: string, params: unknown): Promise<never> {
    this.log.push(`${method} ${JSON.stringify(params)}`);
    return this.answer(method, params) as Promise<never>;
  }

  async notify(method: string, params: unknown): Promise<void> {
    this.log.push(`${method} ${JSON.stringify(params)}`);
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
  now = 1_000_000;
  /** What happened, in order. */
  readonly log: string[] = [];
  readonly links: FakeLink[] = [];
  readonly shown: Standing[] = [];
  readonly failures: string[] = [];
  readonly asked: boolean[] = [];
  observing = 0;
  /** What the window's storage holds; it outlives the window. */
  kept: Until | undefined;
  #listeners = new Set<() => void>();
  located: () => Promise<typeof LAUNCH | { why: string }> = async () => LAUNCH;
  connected: (link: FakeLink, signal: AbortSignal) => Promise<void> = async () => {};
  showAlert: BridgeParts['showAlert'] = async (): Promise<Action> => 'right';
  flushed: () => Promise<void> = async () => {};
  readonly bridge: PulseBridge;

  constructor(options: { given?: boolean; kept?: Until } = {}) {
    this.given = options.given ?? true;
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
    for (const listener of this.#listeners) {
      listener();
    }
    await settled();
  }

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
        onDidChange: (listener) => {
          this.#listeners.add(listener);
          return { dispose: () => this.#listeners.delete(listener) };
        },
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
        const link = new FakeLink(this.log, heard);
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
      settings: () => ({ alertsPerDay: 2, minutesBetweenAlerts: 30, quietHours: '' }),
      showAlert: (alert, token) => this.showAlert(alert, token),
      tellFailure: (why) => this.failures.push(why),
      log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
      now: () => this.now,
    };
  }
}
