/**
 * Debug sessions, their stops, and breakpoints.
 *
 * A tracker looks at one kind of message, `stopped`, and at its reason. Where the last exception was
 * is remembered in this process for as long as the window lives, because "set a breakpoint there"
 * is offered to somebody stuck; it is told to nobody and written nowhere.
 */

import * as vscode from 'vscode';
import { Kind, Stop } from '../wire/protocol.ts';
import type { Surroundings } from './surroundings.ts';

/** Where an exception was; `line` counts from 0. */
export interface ExceptionPlace {
  uri: vscode.Uri;
  line: number;
}

/** The Debug Adapter Protocol's reasons for a stop. */
const STOPS: Readonly<Record<string, number>> = {
  breakpoint: Stop.breakpoint,
  'function breakpoint': Stop.breakpoint,
  'data breakpoint': Stop.breakpoint,
  'instruction breakpoint': Stop.breakpoint,
  step: Stop.step,
  goto: Stop.step,
  exception: Stop.exception,
  pause: Stop.pause,
  entry: Stop.pause,
};

interface Running {
  number: number;
  since: number;
}

export class Debugging implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listeners: vscode.Disposable;
  readonly #running = new Map<string, Running>();
  readonly #noted: (place: ExceptionPlace) => void;
  #sessions = 0;

  constructor(around: Surroundings, noted: (place: ExceptionPlace) => void) {
    this.#around = around;
    this.#noted = noted;
    this.#listeners = vscode.Disposable.from(
      vscode.debug.onDidStartDebugSession((session) => this.#started(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.#ended(session)),
      vscode.debug.onDidChangeBreakpoints((event) => this.#breakpoints(event)),
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onDidSendMessage: (message: unknown) => this.#heard(session, message),
        }),
      }),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #started(session: vscode.DebugSession): void {
    // A debugger may part one program into several sessions; the first of them is what was started.
    if (session.parentSession) {
      return;
    }
    this.#sessions += 1;
    this.#running.set(session.id, { number: this.#sessions, since: performance.now() });
    this.#around.sink.add(Kind.debugStarted, 0, this.#sessions, 0, 0);
  }

  #ended(session: vscode.DebugSession): void {
    const running = this.#running.get(session.id);
    if (running && this.#running.delete(session.id)) {
      const seconds = Math.round((performance.now() - running.since) / 1_000);
      this.#around.sink.add(Kind.debugStopped, 0, running.number, 0, seconds);
    }
  }

  #heard(session: vscode.DebugSession, message: unknown): void {
    const stopped = stopOf(message);
    if (!stopped) {
      return;
    }
    const running = this.#running.get(rootOf(session).id);
    this.#around.sink.add(Kind.debugPaused, 0, running?.number ?? 0, 0, stopped.reason);
    if (stopped.reason === Stop.exception && stopped.threadId !== undefined) {
      void this.#locate(session, stopped.threadId);
    }
  }

  async #locate(session: vscode.DebugSession, threadId: number): Promise<void> {
    try {
      const stack: unknown = await session.customRequest('stackTrace', { threadId, levels: 1 });
      const place = placeOf(stack);
      if (place && this.#around.documents.numberOf(place.uri) !== undefined) {
        this.#noted(place);
      }
    } catch {
      // The program has run on meanwhile: then there is no place to offer.
    }
  }

  #breakpoints({ added, removed }: vscode.BreakpointsChangeEvent): void {
    let total = vscode.debug.breakpoints.length + removed.length - added.length;
    for (const [changes, by] of [[removed, -1] as const, [added, 1] as const]) {
      for (const _ of changes) {
        total += by;
        this.#around.sink.add(Kind.breakpointChanged, 0, by, Math.max(0, total), 0);
      }
    }
  }
}

function rootOf(session: vscode.DebugSession): vscode.DebugSession {
  let root = session;
  while (root.parentSession) {
    root = root.parentSession;
  }
  return root;
}

/** Read the reason of a `stopped` event; undefined for every other message. */
export function stopOf(
  message: unknown,
): { reason: number; threadId: number | undefined } | undefined {
  const { type, event, body } = fields(message);
  if (type !== 'event' || event !== 'stopped') {
    return undefined;
  }
  const { reason, threadId } = fields(body);
  const known = typeof reason === 'string' && Object.hasOwn(STOPS, reason) && STOPS[reason];
  return {
    reason: known || Stop.pause,
    threadId: typeof threadId === 'number' ? threadId : undefined,
  };
}

/** Read the innermost place of a stack trace; adapters count lines from 1 for VS Code. */
function placeOf(stack: unknown): ExceptionPlace | undefined {
  const { stackFrames } = fields(stack);
  const { source, line } = fields(Array.isArray(stackFrames) ? stackFrames[0] : undefined);
  const { path } = fields(source);
  return typeof path === 'string' && typeof line === 'number' && line > 0
    ? { uri: vscode.Uri.file(path), line: line - 1 }
    : undefined;
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
