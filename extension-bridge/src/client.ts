/**
 * The language client of one daemon: the base class owns the process, we bring MessagePack.
 *
 * No document, configuration, folder or file goes through the base class, it never shows a
 * message of its own, and the names of folders stay out of `initialize`.
 */

import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { LogOutputChannel } from 'vscode';
import { StreamMessageReader } from 'vscode-jsonrpc/node';
import {
  CloseAction,
  ErrorAction,
  type InitializeParams,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  RevealOutputChannelOn,
  TextDocumentSyncKind,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import type { Heard, Link } from './link.ts';
import { levelOf } from './log.ts';
import { daemonEnvironment, type Launch } from './python/find.ts';
import { MsgpackMessageWriter, msgpackDecoder } from './wire/msgpack.ts';
import {
  ALERT,
  type Capabilities,
  type Method,
  PROBE,
  type Requests,
  STATE,
  type WorkDone,
} from './wire/protocol.ts';

/** From the spawn to the answer of `initialize`; Python from a cold disk takes seconds. */
const START_LIMIT = 30_000;

/** For `shutdown` and `exit`; VS Code gives all extensions together five seconds at its end. */
const STOP_LIMIT = 1_500;

/** From `exit` to the end of the process; the daemon writes its answers for two seconds at most. */
const EXIT_LIMIT = 1_000;

export interface ClientOptions {
  launch: Launch;
  /** What stands after `serve`. */
  arguments: readonly string[];
  /** A folder of ours: Python would import modules from one of the workspace. */
  cwd: string;
  initializationOptions: Record<string, unknown>;
  heard: Heard;
  log: LogOutputChannel;
  signal: AbortSignal;
}

/** Start a daemon and shake hands; where that fails no process is left. */
export async function openLink(options: ClientOptions): Promise<Link> {
  const client = new DaemonClient(options);
  try {
    await inTime(client.start(), START_LIMIT, options.signal);
  } catch (error) {
    await client.kill();
    throw error;
  }
  return client;
}

class DaemonClient extends LanguageClient implements Link {
  readonly ended: Promise<void>;
  readonly #end: () => void;
  #process: ChildProcess | undefined;
  #unwanted = false;

  constructor({ launch, cwd, heard, log, ...options }: ClientOptions) {
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const server = {
      command: launch.command,
      args: [...launch.args, 'serve', ...options.arguments],
      options: { cwd, env: daemonEnvironment(process.env) },
    };
    super('pulsedev', 'PulseDev', server, clientOptions(options.initializationOptions, log, end));
    this.ended = ended;
    this.#end = end;
    this.onNotification(STATE, (state) => heard.state(state));
    this.onRequest(ALERT, async (alert, token) => ({ action: await heard.alert(alert, token) }));
    this.onRequest(PROBE, async (probe, token) => ({
      state: (await heard.probe(probe, token)) ?? null,
    }));
    this.onNotification('window/showMessage', ({ message }) => heard.trouble(String(message)));
    // It is told that we show alerts ourselves; whatever it asks otherwise, nobody is asked.
    this.onRequest('window/showMessageRequest', () => null);
  }

  get capabilities(): Partial<Capabilities> {
    const experimental: unknown = this.initializeResult?.capabilities.experimental;
    const ours =
      experimental instanceof Object && 'pulsedev' in experimental && experimental.pulsedev;
    return ours instanceof Object ? ours : {};
  }

  request<M extends Method>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    return this.sendRequest(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.sendNotification(method, params);
  }

  hearProgress(token: string, heard: (done: WorkDone) => void): { dispose(): void } {
    return this.onProgress(WorkDoneProgress.type, token, heard);
  }

  async close(): Promise<void> {
    try {
      await this.stop(STOP_LIMIT);
    } catch {
      // It was ending by itself, or does not answer: what is left is ended below.
    }
    await this.kill(EXIT_LIMIT);
    // The base class tells only of an end that nobody asked for.
    this.#end();
  }

  /** Wait so long for the process to end, then end it; one that is still to start ends at once. */
  async kill(grace = 0): Promise<void> {
    this.#unwanted = true;
    const daemon = this.#process;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => daemon.kill('SIGKILL'), grace);
      daemon.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Register nothing: each feature of the base class would send documents, folders or settings. */
  override registerFeature(): void {}

  /** Make none either: that of notebooks would listen to all documents, and never end. */
  protected override registerBuiltinFeatures(): void {
    // Before each message the base class asks these two for documents that are still to be sent.
    Object.assign(this, {
      _didOpenTextDocumentFeature: { sendPendingOpenNotifications: async () => {} },
      _didChangeTextDocumentFeature: { syncKind: TextDocumentSyncKind.None },
    });
  }

  // The log gets the line alone: `data` is a stack, or what a message held.
  override error(message: string): void {
    super.error(message, undefined, false);
  }

  override warn(message: string): void {
    super.warn(message, undefined, false);
  }

  override info(message: string): void {
    super.info(message, undefined, false);
  }

  override trace(message: string): void {
    super.trace(message, undefined);
  }

  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    params.capabilities = {};
    params.rootUri = null;
    params.rootPath = null;
    params.workspaceFolders = null;
  }

  protected override async createMessageTransports(encoding: string): Promise<MessageTransports> {
    const json = await super.createMessageTransports(encoding);
    const daemon = this.serverProcess;
    if (!daemon?.stdout || !daemon.stdin) {
      throw new Error('the daemon has no pipes');
    }
    this.#process = daemon;
    if (this.#unwanted) {
      await this.kill();
      throw new Error('the daemon is no longer wanted');
    }
    json.reader.dispose();
    json.writer.dispose();
    return {
      reader: new StreamMessageReader(daemon.stdout, { contentTypeDecoder: msgpackDecoder }),
      writer: new MsgpackMessageWriter(daemon.stdin),
    };
  }
}

function clientOptions(
  initializationOptions: Record<string, unknown>,
  log: LogOutputChannel,
  ended: () => void,
): LanguageClientOptions {
  return {
    initializationOptions,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    stdioOptions: { stdout: () => {}, stderr },
    errorHandler: {
      // The connection closes right after, and that is counted.
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        ended();
        // The bridge starts a new one: a client lives as long as its daemon.
        const message = 'The connection to the daemon was closed.';
        return { action: CloseAction.DoNotRestart, handled: true, message };
      },
    },
  };
}

function stderr(input: Readable, log: LogOutputChannel): void {
  createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    const { level, text } = levelOf(line);
    log[level](text);
  });
}

/** Wait for something, but no longer than that, and no longer than it is wanted. */
function inTime<T>(work: Promise<T>, limit: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      done();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const stop = (): void => fail(signal.reason);
    const timer = setTimeout(() => fail(new Error('the daemon does not answer')), limit);
    if (signal.aborted) {
      stop();
    }
    signal.addEventListener('abort', stop, { once: true });
    work.then((result) => settle(() => resolve(result)), fail);
  });
}
