/**
 * What the real daemon received. Each kind of daemon here is a small program for the setting
 * `pulsedev.daemon.path`; the events are read from what `serve --record` wrote.
 */

import { createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { decode } from '@msgpack/msgpack';
import { StreamMessageReader } from 'vscode-jsonrpc/node';
import type { Kind } from '../src/wire/protocol.ts';
import type { Home } from './home.ts';
import { PATIENCE_MS, until } from './until.ts';

/** The daemon as it lies in this tree; its dependencies come from the Python that PYTHON names. */
const TREE = join(import.meta.dirname, '..', '..', 'daemon');
const { PYTHON = 'python3' } = process.env;
const DAEMONS = join(import.meta.dirname, 'daemons');

/** `piped` keeps the raw bytes of both directions; `stuck` is the same with a past. */
export type DaemonKind = 'plain' | 'piped' | 'stuck';

export interface Event {
  /** Epoch milliseconds. */
  at: number;
  kind: Kind;
  doc: number;
  a: number;
  b: number;
  c: number;
}

/** A JSON-RPC message; what it holds is the test's to know. */
export interface Frame {
  method?: string;
  id?: number | string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
}

/** The daemon's settings and its record, in the home of one test. */
export class Daemon {
  readonly #home: Home;
  readonly #folder: string;
  readonly #file: string;
  readonly #path: string;

  constructor(home: Home, kind: DaemonKind) {
    this.#home = home;
    this.#folder = join(home.folder, 'record');
    this.#file = join(this.#folder, 'received.jsonl');
    this.#path = join(home.folder, 'daemon');
    mkdirSync(this.#folder);
    writeFileSync(this.#path, this.#program(kind), { mode: 0o755 });
  }

  get settings() {
    return {
      'pulsedev.daemon.path': this.#path,
      'pulsedev.daemon.arguments': ['--record', this.#file],
    };
  }

  #program(kind: DaemonKind): string {
    const [module, pipe, stuck] = [
      [PYTHON, '-m', 'pulsedev'],
      [PYTHON, join(DAEMONS, 'pipe.py'), this.#folder],
      [PYTHON, join(DAEMONS, 'stuck.py')],
    ].map((words) => words.map(quoted).join(' '));
    const serve = { plain: module, piped: `${pipe} ${module}`, stuck: `${pipe} ${stuck}` }[kind];
    return [
      '#!/bin/sh',
      `export PYTHONPATH=${quoted(TREE)} PYTHONDONTWRITEBYTECODE=1`,
      `case $1 in serve) exec ${serve} "$@" ;; *) exec ${module} "$@" ;; esac`,
      '',
    ].join('\n');
  }

  /** All events so far, in the order of their arrival. */
  events(): Event[] {
    const [, ...lines] = this.text().split('\n');
    // The last part is a line that is still being written, or nothing.
    return lines.slice(0, -1).flatMap((line) => eventsOf(JSON.parse(line)));
  }

  /** The recording as it is. */
  text(): string {
    return existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : '';
  }

  /** What comes from now on. */
  get next(): Passage {
    return new Passage(this, this.events().length);
  }

  /** The number of a file of the workspace. */
  documentOf(file: string): number {
    const key = readFileSync(join(this.#home.pulsedev, 'data', 'document-key'), 'utf8').trim();
    const digest = createHmac('sha256', Buffer.from(key, 'hex')).update(this.#home.uri(file));
    return Number.parseInt(digest.digest('hex').slice(0, 13), 16);
  }

  /** Every byte that went to the daemon and came from it. */
  raw(): { in: Buffer; out: Buffer } {
    const all = (end: string) =>
      Buffer.concat(
        readdirSync(this.#folder)
          .filter((name) => name.endsWith(end))
          .map((name) => readFileSync(join(this.#folder, name))),
      );
    return { in: all('.in'), out: all('.out') };
  }

  /** The messages in those bytes. */
  async frames(): Promise<{ in: Frame[]; out: Frame[] }> {
    const raw = this.raw();
    return { in: await framesOf(raw.in), out: await framesOf(raw.out) };
  }
}

/** The events since a moment. */
export class Passage {
  readonly #daemon: Daemon;
  readonly #start: number;

  constructor(daemon: Daemon, start: number) {
    this.#daemon = daemon;
    this.#start = start;
  }

  /** Those of one kind, or all. */
  of(kind?: Kind): Event[] {
    const events = this.#daemon.events().slice(this.#start);
    return kind === undefined ? events : events.filter((event) => event.kind === kind);
  }

  /** Wait for the first event of a kind that is as wanted. */
  first(kind: Kind, wanted: (event: Event) => boolean = () => true): Promise<Event> {
    return this.until(`an event of kind ${kind}`, kind, (events) => events.find(wanted));
  }

  /** Wait until the events of a kind are as wanted; the failure shows what came instead. */
  async until<T>(
    what: string,
    kind: Kind | undefined,
    ask: (events: Event[]) => T | false | undefined,
    patience = PATIENCE_MS,
  ): Promise<T> {
    try {
      return await until(what, () => ask(this.of(kind)), patience);
    } catch (error) {
      const came = this.of().map(({ kind, a, b, c }) => `${kind}(${a} ${b} ${c})`);
      throw new Error(`${error instanceof Error ? error.message : what}; came: ${came.join(' ')}`);
    }
  }
}

interface Row {
  t0: number;
  t: number[];
  kind: Kind[];
  doc: number[];
  a: number[];
  b: number[];
  c: number[];
}

function eventsOf(row: Row): Event[] {
  return row.t.map((since, i) => ({
    at: row.t0 + since,
    kind: row.kind[i] as Kind,
    doc: row.doc[i] ?? 0,
    a: row.a[i] ?? 0,
    b: row.b[i] ?? 0,
    c: row.c[i] ?? 0,
  }));
}

/** Read frames with the reader that the extension itself uses; a broken end is an end. */
function framesOf(bytes: Buffer): Promise<Frame[]> {
  const frames: Frame[] = [];
  const stream = Readable.from([bytes]);
  const contentTypeDecoder = { name: 'msgpack', decode: async (body: Uint8Array) => decode(body) };
  const reader = new StreamMessageReader(stream, {
    contentTypeDecoder: contentTypeDecoder as never,
  });
  return new Promise((resolve) => {
    reader.listen((message) => frames.push(message as Frame));
    reader.onClose(() => setImmediate(() => resolve(frames)));
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
