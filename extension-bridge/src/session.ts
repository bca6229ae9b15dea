/**
 * One daemon's time in this window: the connection, what observes for it, and what it shows.
 *
 * A session is opened once and closed once; the next daemon gets a session of its own.
 */

import { randomUUID } from 'node:crypto';
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import type { Connect, DaemonSettings, Link, Observation, Observe } from './link.ts';
import type { Log } from './log.ts';
import type { Launch } from './python/find.ts';
import type { Trained } from './standing.ts';
import {
  type Action,
  type Alert,
  type Method,
  PROTOCOL,
  type Probe,
  type Requests,
  type Said,
  type State,
  type WorkDone,
} from './wire/protocol.ts';

/** VS Code ends its host soon after it asked; events are worth waiting for, but not for long. */
const FLUSH_LIMIT = 1_000;

export interface SessionParts {
  connect: Connect;
  observe: Observe;
  settings(): DaemonSettings;
  showAlert(alert: Alert, token: CancellationToken): Promise<Action>;
  /** Tell the user, if nobody has yet, what the daemon said does not work. */
  showTrouble(line: string): void;
  /** Ask quietly how it goes; undefined where nobody answered. */
  ask(probe: Probe, token: CancellationToken): Promise<Said | undefined>;
  log: Log;
}

/** The request could not be answered; the message is one line for the user. */
export class RequestError extends Error {
  /** The daemon's code, where it answered. */
  readonly code: number | undefined;

  constructor(message: string, code?: number) {
    super(message);
    this.code = code;
  }
}

/** The daemon runs, but does not speak our protocol; the message is one line for the user. */
export class ProtocolError extends Error {}

export class Session {
  readonly version: string;
  /** Resolves when the connection is gone. */
  ended: Promise<void> = Promise.resolve();
  readonly #parts: SessionParts;
  readonly #onState: (state: State) => void;
  /** Cancelled at the end, which takes back what is shown. */
  readonly #shown = new CancellationTokenSource();
  #link: Link | undefined;
  #observation: Observation | undefined;
  /** Observes no more, but still sends. */
  #resting: Observation | undefined;
  #over = false;
  #closed = false;

  constructor(parts: SessionParts, launch: Launch, onState: (state: State) => void) {
    this.#parts = parts;
    this.version = launch.version;
    this.#onState = onState;
  }

  /** Start the daemon; rejects, with no process left, where that fails. */
  async open(launch: Launch, signal: AbortSignal): Promise<void> {
    const heard = {
      state: (state: State) => this.#closed || this.#onState(state),
      alert: (alert: Alert, token: CancellationToken) =>
        this.#show((until) => this.#parts.showAlert(alert, until), token, 'ignored' as const),
      probe: (probe: Probe, token: CancellationToken) =>
        this.#show((until) => this.#parts.ask(probe, until), token, undefined),
      trouble: (line: string) => this.#parts.showTrouble(line),
    };
    const link = await this.#parts.connect(launch, this.#parts.settings(), heard, signal);
    const { protocol = 0 } = link.capabilities;
    if (protocol !== PROTOCOL) {
      await link.close();
      throw new ProtocolError(tooOld(protocol));
    }
    this.#link = link;
    this.ended = link.ended.then(() => {
      this.#over = true;
    });
  }

  /** Whether the connection is gone. */
  get over(): boolean {
    return this.#over;
  }

  /** The key with which paths become the numbers that the daemon has. */
  get documentKey(): string | undefined {
    return this.#link?.capabilities.documentKey;
  }

  observe(): void {
    const link = this.#link;
    const key = this.documentKey;
    if (link && key !== undefined && !this.#observation && !this.#closed) {
      this.#observation = this.#parts.observe(key, link);
    }
  }

  /** Observe nothing from now on; resolves when what came before is sent. */
  async rest(): Promise<void> {
    // Somebody may have asked for it already, and somebody may observe again before it is done.
    const resting = this.#observation ?? this.#resting;
    this.#observation = undefined;
    this.#resting = resting;
    resting?.stop();
    await this.#send(resting);
    resting?.dispose();
    if (this.#resting === resting) {
      this.#resting = undefined;
    }
  }

  /** Observe nothing from now on, and give up what was not sent. */
  drop(): void {
    this.#observation?.dispose();
    this.#resting?.dispose();
    this.#observation = this.#resting = undefined;
  }

  /** Send what waits, for a short time. */
  flush(): Promise<void> {
    return this.#send(this.#observation);
  }

  async #send(observation: Observation | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_LIMIT);
    });
    await Promise.race([observation?.flush(), late]);
    clearTimeout(timer);
  }

  /** Rejects with a `RequestError`. */
  async request<M extends Method>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    try {
      if (this.#link) {
        return await this.#link.request(method, params);
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (!this.#closed && typeof code === 'number' && isAnswer(code)) {
        throw new RequestError(`The daemon refused: ${firstLine(error)}`, code);
      }
    }
    throw new RequestError('The daemon ended before it answered. Please try again.');
  }

  /** Train all models; rejects with a `RequestError`. */
  async train(heard: (done: WorkDone) => void): Promise<Trained> {
    const workDoneToken = randomUUID();
    let listening: { dispose(): void } | undefined;
    const end = new Promise<string>((resolve) => {
      listening = this.#link?.hearProgress(workDoneToken, (done) => {
        heard(done);
        if (done.kind === 'end') {
          resolve(done.message ?? '');
        }
      });
    });
    try {
      const { started, why } = await this.request('pulsedev/train', { workDoneToken });
      if (!started) {
        return { started, line: why };
      }
      const line = await Promise.race([end, this.ended]);
      if (line === undefined) {
        throw new RequestError('The daemon ended before the training did. Please try again.');
      }
      return { started, line };
    } finally {
      listening?.dispose();
    }
  }

  /** Hand the settings of now to the daemon. */
  async renewSettings(): Promise<void> {
    const params = { settings: { pulsedev: this.#parts.settings() } };
    // A daemon that is gone gets the settings of then at its next start.
    await this.#link?.notify('workspace/didChangeConfiguration', params).catch(() => undefined);
  }

  /** Resolves when the process is gone. */
  async close(): Promise<void> {
    await this.rest();
    this.#closed = true;
    this.#shown.cancel();
    await this.#link?.close();
  }

  /** Show something until it is answered, or taken back by the daemon or this session's end. */
  async #show<Answer>(
    show: (until: CancellationToken) => Promise<Answer>,
    token: CancellationToken,
    unanswered: Answer,
  ): Promise<Answer> {
    const source = new CancellationTokenSource();
    const ends = [token, this.#shown.token].map((token) =>
      token.onCancellationRequested(() => source.cancel()),
    );
    try {
      return await show(source.token);
    } catch {
      this.#parts.log.error('An alert or a question could not be shown.');
      return unanswered;
    } finally {
      for (const end of ends) {
        end.dispose();
      }
    }
  }
}

/** vscode-jsonrpc takes -32099 to -32096 for connections that broke; the rest the daemon said. */
function isAnswer(code: number): boolean {
  return code < -32099 || code > -32096;
}

function tooOld(protocol: number): string {
  return protocol > PROTOCOL
    ? 'This extension is too old for the daemon. Update the extension PulseDev, then run "PulseDev: Restart".'
    : 'The daemon is too old for this extension. Update it, for example with "pipx upgrade pulsedev", then run "PulseDev: Restart".';
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'no reason given';
}
