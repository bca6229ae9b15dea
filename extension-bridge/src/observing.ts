/** Puts collectors, batcher and document numbers together for one connection. */

import * as vscode from 'vscode';
import { collect } from './collect/collector.ts';
import type { ExceptionPlace } from './collect/debugging.ts';
import { excludedGlobs, includedGlobs } from './config.ts';
import { ObservedDocuments } from './documents.ts';
import { Exclusions } from './excluded.ts';
import type { Link, Observation, Observe } from './link.ts';
import { Batcher } from './wire/batcher.ts';
import { DocumentNumbers } from './wire/numbers.ts';
import { Cause, EVENTS, type EventSink, Kind } from './wire/protocol.ts';

/** The settings that say of which files anything is observed. */
const OBSERVED = ['pulsedev.exclude', 'pulsedev.include'];

/** Who in this window learns what at once. */
export interface Told {
  /** Where an exception was. */
  exception(place: ExceptionPlace): void;
  /** Somebody typed. */
  typed(): void;
}

/** Return what begins to observe. */
export function observeWith(log: vscode.LogOutputChannel, told: Told): Observe {
  return (documentKey, link) => {
    const batcher = batcherFor(link);
    const numbers = new DocumentNumbers(documentKey);
    const documents = new ObservedDocuments((uri) => numbers.of(uri), exclusions());
    const gate = new Gate(batcher, told.typed);
    const around = {
      sink: gate,
      documents,
      hashOf: (codes: Iterable<string>) => numbers.hashOf(codes),
      flush: () => void batcher.flush(),
      log,
    };
    const observers = vscode.Disposable.from(
      collect(around, told.exception),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (OBSERVED.some((name) => event.affectsConfiguration(name))) {
          documents.exclude(exclusions());
        }
      }),
    );
    return observation(batcher, gate, observers, log);
  };
}

function observation(
  batcher: Batcher,
  gate: Gate,
  observers: vscode.Disposable,
  log: vscode.LogOutputChannel,
): Observation {
  let stopped = false;
  const stop = (): void => {
    if (!stopped) {
      stopped = true;
      // What waits for a moment is told first; what is still under way comes too late.
      observers.dispose();
      gate.close();
    }
  };
  return {
    flush: () => batcher.flush(),
    stop,
    dispose: () => {
      stop();
      batcher.dispose();
      if (batcher.dropped) {
        log.warn(`${batcher.dropped} events did not reach the daemon.`);
      }
    },
  };
}

/** Lets events through until it is closed. */
class Gate implements EventSink {
  #sink: EventSink | undefined;
  readonly #typed: () => void;

  constructor(sink: EventSink, typed: () => void) {
    this.#sink = sink;
    this.#typed = typed;
  }

  add(kind: Kind, doc: number, a: number, b: number, c: number): void {
    if (kind === Kind.fileModified && c === Cause.typed) {
      this.#typed();
    }
    this.#sink?.add(kind, doc, a, b, c);
  }

  close(): void {
    this.#sink = undefined;
  }
}

function exclusions(): Exclusions {
  return new Exclusions(excludedGlobs(), includedGlobs(), process.platform);
}

function batcherFor(link: Link): Batcher {
  return new Batcher({
    send: (batch) => link.notify(EVENTS, batch),
    now: Date.now,
    schedule: (run, ms) => {
      const timer = setTimeout(run, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  });
}
