/** A bridge, a memory and judgements made by hand. */

import type * as vscode from 'vscode';
import type { Bridge, Standing, Trained } from '../../src/standing.ts';
import type {
  Alert,
  Method,
  Reason,
  State,
  StateName,
  Status,
  Summary,
  WorkDone,
} from '../../src/wire/protocol.ts';
import { EventEmitter } from './vscode.ts';

export const SUMMARY: Summary = {
  store: 'disk',
  batches: 12,
  events: 1204,
  vectors: 40,
  labels: 1,
  states: 9,
  alerts: 2,
  since: new Date(2026, 10, 20, 8, 30).getTime(),
  bytes: 1_234_567,
};

export const STATUS: Status = {
  ...{ state: 'neutral', since: 0, p_stuck: 0.2, p_flow: 0.1, reasons: [], model: 'evidence-1' },
  ...{ remarks: [], training: null, next: 'it waits for an hour without work' },
  ...{ events: 3, stored: 3, windows: { open: 1, brain: 'self' } },
  ...{ paused: false, store: 'disk', trouble: null },
};

export function reason(feature: string, effect: number | null = 1, label = feature): Reason {
  return { feature, label, value: 1080, usual: 240, effect };
}

export function state(name: StateName, reasons: Reason[] = []): State {
  return {
    state: name,
    since: 0,
    p_stuck: 0.714,
    p_flow: 0.04,
    reasons,
    model: 'evidence-1',
    remarks: [],
  };
}

export function running(
  name: StateName,
  reasons: Reason[] = [],
  until: number | null = null,
): Standing {
  return { is: 'running', state: state(name, reasons), until };
}

export function alert(given: Partial<Alert> = {}): Alert {
  return {
    id: 1,
    kind: 'stuck',
    title: 'You may have been stuck for 7 min',
    reasons: [reason('undo_rate.15m', 1, '3 undos a minute (usually 0.2)')],
    suggestions: ['Set a breakpoint.', 'Take a break.'],
    actions: ['right', 'wrong', 'snooze', 'never'],
    ...given,
  };
}

type Call = [string, unknown];

export class FakeBridge implements Bridge {
  readonly calls: Call[] = [];
  /** What is answered, or what says it when it is asked. */
  readonly answers = new Map<Method, unknown>([
    ['pulsedev/data/summary', SUMMARY],
    ['pulsedev/status', STATUS],
  ]);
  readonly changed = new EventEmitter<Standing>();
  readonly onDidChangeStanding = this.changed.event as vscode.Event<Standing>;
  readonly version = '0.1.0';
  documentKey: string | undefined;
  standing: Standing = running('neutral');

  become(standing: Standing): void {
    this.standing = standing;
    this.changed.fire(standing);
  }

  request: Bridge['request'] = async (method, params) => {
    this.calls.push([method, params]);
    const answer = this.answers.get(method);
    if (answer instanceof Error) {
      throw answer;
    }
    return (typeof answer === 'function' ? answer(params) : answer) as never;
  };

  async restart(): Promise<void> {
    this.calls.push(['restart', undefined]);
  }

  async pause(minutes?: number): Promise<void> {
    this.calls.push(['pause', minutes]);
  }

  async resume(): Promise<void> {
    this.calls.push(['resume', undefined]);
  }

  /** How far the next training is, step by step, and what comes of it. */
  readonly training: { steps: WorkDone[]; trained: Trained | Error } = {
    steps: [],
    trained: { started: true, line: 'trained' },
  };

  async train(heard: (done: WorkDone) => void): Promise<Trained> {
    const { steps, trained } = this.training;
    steps.forEach(heard);
    if (trained instanceof Error) {
      throw trained;
    }
    return trained;
  }

  async flush(): Promise<void> {
    this.calls.push(['flush', undefined]);
  }
}

export class Memory {
  readonly kept = new Map<string, unknown>();
  readonly get = <T>(key: string) => this.kept.get(key) as T | undefined;
  readonly update = async (key: string, value: unknown) => void this.kept.set(key, value);
}

/** As much of an extension's context as we use. */
export function context(memory: Memory, folder = ''): vscode.ExtensionContext {
  const given = {
    globalState: memory,
    globalStorageUri: { fsPath: folder },
    extension: { id: 'pulsedev.pulsedev' },
    subscriptions: [],
  };
  return given as unknown as vscode.ExtensionContext;
}

export class FakeLog {
  readonly lines: string[] = [];
  readonly error = (line: string) => void this.lines.push(line);
  readonly warn = this.error;
  readonly show = () => void this.lines.push('shown');
  get channel(): vscode.LogOutputChannel {
    return this as unknown as vscode.LogOutputChannel;
  }
}

/** Let everything that waits for nothing from outside go on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
