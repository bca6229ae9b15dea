/**
 * Owns the daemon of this window: starts it after consent, watches it, and ends it.
 *
 * One loop carries out what is wanted, one step at a time, and all who want something join it.
 * Without consent, in a private workspace and during a pause nothing observes: that takes effect at
 * once, not in its turn.
 */

import { Emitter } from 'vscode-jsonrpc';
import { Closings } from './closings.ts';
import { type Pauses, Pausing } from './pausing.ts';
import type { Launch } from './python/find.ts';
import { ProtocolError, RequestError, Session, type SessionParts } from './session.ts';
import type { Bridge, Standing, Trained } from './standing.ts';
import type { Method, Requests, State, WorkDone } from './wire/protocol.ts';

export interface BridgeParts extends SessionParts {
  consent: {
    readonly given: boolean;
    readonly declined: boolean;
    onDidChange(listener: () => void): { dispose(): void };
  };
  /** Whether the settings say that nothing is observed in this workspace. */
  privacy: { readonly on: boolean; onDidChange(listener: () => void): { dispose(): void } };
  /** Find the daemon, or say in one line what to do. `asked`: the user wants it now. */
  locate(asked: boolean, signal: AbortSignal): Promise<Launch | { why: string }>;
  /** Keeps the pause that this window's last life left behind. */
  pauses: Pauses;
  /** Tell the user, once, that the daemon ended too often. */
  tellFailure(why: string): void;
  /** Epoch milliseconds. */
  now(): number;
}

export class PulseBridge implements Bridge {
  readonly #parts: BridgeParts;
  readonly #changed = new Emitter<Standing>();
  readonly #closings = new Closings();
  readonly #listeners: { dispose(): void }[];
  readonly #pausing: Pausing;
  readonly onDidChangeStanding = this.#changed.event;
  #standing: Standing;
  #session: Session | undefined;
  /** What the daemon of this session said last. */
  #state: State | undefined;
  /** What is being carried out now. */
  #work: Promise<void> | undefined;
  #stop = new AbortController();
  /** Whatever runs has to be started afresh. */
  #afresh = false;
  /** The user asked for it, so the user may be asked. */
  #asked = false;
  /** Missing or failed: no start before something has changed. */
  #blocked = false;
  #disposed = false;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
    this.#pausing = new Pausing(parts.pauses, parts.now);
    this.#standing = this.#withoutDaemon();
    this.#listeners = [parts.consent, parts.privacy].map((one) =>
      one.onDidChange(() => this.#wishesChanged()),
    );
  }

  get standing(): Standing {
    return this.#standing;
  }

  get version(): string | undefined {
    return this.#session?.version;
  }

  get documentKey(): string | undefined {
    return this.#session?.documentKey;
  }

  /** Start the daemon if it is wanted here. */
  start(): Promise<void> {
    return this.#settle();
  }

  restart(): Promise<void> {
    if (!this.#work) {
      this.#asked = true;
      this.#renew();
    }
    return this.#settle();
  }

  /** Start afresh with another command; unlike `restart`, also where a start is under way. */
  relaunch(): Promise<void> {
    this.#renew();
    return this.#settle();
  }

  async pause(minutes?: number): Promise<void> {
    this.#pausing.begin(minutes);
    const session = this.#session;
    await session?.rest();
    if (session) {
      await this.#tellPause(session);
    }
  }

  async resume(): Promise<void> {
    const session = this.#session;
    if (!session && this.#pausing.told) {
      throw new RequestError(this.#whyNot());
    }
    await session?.request('pulsedev/resume', {});
    this.#pausing.end();
    this.#observe();
  }

  async flush(): Promise<void> {
    await this.#session?.flush();
  }

  async request<M extends Method>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    const session = this.#running();
    if (method === 'pulsedev/label') {
      // A label speaks of all that was done before it.
      await session.flush();
    }
    return session.request(method, params);
  }

  async train(heard: (done: WorkDone) => void): Promise<Trained> {
    const session = this.#running();
    await session.flush();
    return session.train(heard);
  }

  /** Hand changed settings to the daemon. */
  async renewSettings(): Promise<void> {
    await this.#session?.renewSettings();
  }

  /** End everything; resolves when no process is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const listener of this.#listeners) {
      listener.dispose();
    }
    this.#stop.abort();
    await this.#settle();
    this.#changed.dispose();
  }

  get #wanted(): boolean {
    return this.#parts.consent.given && !this.#parts.privacy.on && !this.#disposed;
  }

  #wishesChanged(): void {
    this.#blocked = false;
    if (!this.#wanted) {
      this.#session?.drop();
      this.#stop.abort();
      this.#show(this.#withoutDaemon());
    }
    void this.#settle();
  }

  #renew(): void {
    this.#closings.forget();
    this.#blocked = false;
    this.#afresh = true;
  }

  #settle(): Promise<void> {
    this.#work ??= Promise.resolve().then(() => this.#carryOut());
    return this.#work;
  }

  async #carryOut(): Promise<void> {
    try {
      for (let next = this.#next(); next; next = this.#next()) {
        this.#afresh = false;
        await next();
      }
    } catch {
      const why = 'PulseDev met a fault of its own. "PulseDev: Restart" tries again.';
      this.#block({ is: 'failed', why });
    }
    this.#afresh = false;
    if (!this.#wanted) {
      this.#show(this.#withoutDaemon());
    }
    // In the same breath as the last look, so that nobody joins what is over.
    this.#work = undefined;
  }

  /** What has to be done next for things to be as they are wanted. */
  #next(): (() => Promise<void>) | undefined {
    const session = this.#session;
    if (session && (!this.#wanted || this.#afresh)) {
      return () => this.#end(session);
    }
    if (session?.over) {
      return () => this.#clearAway(session);
    }
    return this.#wanted && !session && !this.#blocked ? () => this.#begin() : undefined;
  }

  async #begin(): Promise<void> {
    const asked = this.#asked;
    this.#asked = false;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#show({ is: 'starting' });
    const launch = await this.#parts.locate(asked, signal);
    if (signal.aborted) {
      return;
    }
    if ('why' in launch) {
      this.#block({ is: 'missing', why: launch.why });
      return;
    }
    this.#state = undefined;
    this.#pausing.begins();
    const session = new Session(this.#parts, launch, (state) => this.#heard(session, state));
    try {
      await session.open(launch, signal);
    } catch (error) {
      this.#notOpened(error, signal);
      return;
    }
    await this.#take(session);
  }

  #notOpened(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) {
      return;
    }
    if (error instanceof ProtocolError) {
      this.#block({ is: 'missing', why: error.message });
      return;
    }
    this.#parts.log.error('The daemon did not start.');
    this.#countClosing();
  }

  async #take(session: Session): Promise<void> {
    this.#session = session;
    void session.ended.then(() => this.#settle());
    // Where it can't be asked or told, the daemon ends, and the next one is.
    await this.#agreeOnPause(session).catch(() => undefined);
    this.#state ??= nothingKnown(this.#parts.now());
    this.#showState();
    this.#observe();
  }

  /** The daemon ended without being asked. */
  async #clearAway(session: Session): Promise<void> {
    this.#session = undefined;
    session.drop();
    this.#show({ is: 'starting' });
    this.#parts.log.warn('The daemon ended by itself.');
    this.#countClosing();
    await session.close();
  }

  #countClosing(): void {
    if (this.#closings.add(this.#parts.now())) {
      const why =
        'The daemon ended five times within three minutes. The log tells more; "PulseDev: Restart" tries again.';
      this.#block({ is: 'failed', why });
      this.#parts.tellFailure(why);
    }
  }

  async #end(session: Session): Promise<void> {
    await session.rest();
    this.#session = undefined;
    await session.close();
  }

  #observe(): void {
    if (this.#wanted && !this.#pausing.on) {
      this.#session?.observe();
    }
  }

  /** Nothing is observed before it is known whether another window has paused all of them. */
  async #agreeOnPause(session: Session): Promise<void> {
    if (this.#pausing.follow(await session.request('pulsedev/status', {}))) {
      await this.#tellPause(session);
    }
  }

  async #tellPause(session: Session): Promise<void> {
    this.#pausing.wasTold(await session.request('pulsedev/pause', this.#pausing.params));
    this.#showState();
  }

  #heard(session: Session, state: State): void {
    this.#state = state;
    const before = this.#pausing.on;
    this.#pausing.hear(state.state);
    if (this.#session !== session) {
      return;
    }
    if (!before && this.#pausing.on) {
      void session.rest();
    } else if (before) {
      this.#observe();
    }
    this.#showState();
  }

  #showState(): void {
    const state = this.#state;
    if (this.#session && this.#wanted && state) {
      this.#show({ is: 'running', state, until: this.#pausing.until });
    }
  }

  #block(standing: Standing): void {
    this.#blocked = true;
    this.#show(standing);
  }

  #show(standing: Standing): void {
    this.#standing = standing;
    this.#changed.fire(standing);
  }

  #withoutDaemon(): Standing {
    const { given, declined } = this.#parts.consent;
    if (!given) {
      return { is: 'waiting', declined };
    }
    return this.#parts.privacy.on ? { is: 'private' } : { is: 'starting' };
  }

  #running(): Session {
    if (!this.#session) {
      throw new RequestError(this.#whyNot());
    }
    return this.#session;
  }

  #whyNot(): string {
    switch (this.#standing.is) {
      case 'waiting':
        return 'PulseDev does nothing before you agree. Run "PulseDev: Get Started".';
      case 'private':
        return 'This workspace is private. Run "PulseDev: Observe This Workspace Again".';
      case 'missing':
      case 'failed':
        return this.#standing.why;
      default:
        return 'The daemon is starting. Please try again in a moment.';
    }
  }
}

function nothingKnown(now: number): State {
  return {
    state: 'unknown',
    since: now,
    p_stuck: 0,
    p_flow: 0,
    reasons: [],
    model: '',
    remarks: [],
  };
}
