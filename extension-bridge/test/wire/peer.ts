/** The real daemon as a child process, spoken to in MessagePack; for every test that needs one. */

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
} from 'vscode-jsonrpc/node';
import { MsgpackMessageWriter, msgpackDecoder } from '../../src/wire/msgpack.ts';
import type { Capabilities, Method, Requests } from '../../src/wire/protocol.ts';

const DAEMON = path.resolve(import.meta.dirname, '../../../daemon');

/** An interpreter with the daemon's dependencies; `PYTHON` names another one. */
export const { PYTHON = process.platform === 'win32' ? 'python' : 'python3' } = process.env;

/** The environment in which `PYTHON -m pulsedev` is the installed daemon, or the one next door. */
export function daemonEnv(home: string): NodeJS.ProcessEnv {
  const env = { ...process.env, PULSEDEV_HOME: home };
  const installed = spawnSync(PYTHON, ['-c', 'import pulsedev'], { env, cwd: home }).status === 0;
  return installed ? env : { ...env, PYTHONPATH: DAEMON };
}

export class Peer {
  readonly connection: MessageConnection;
  readonly writer: MsgpackMessageWriter;
  readonly child: ChildProcessWithoutNullStreams;
  /** What the daemon logged so far. */
  log = '';
  readonly #home: string;
  readonly #exit: Promise<number | null>;

  constructor() {
    this.#home = mkdtempSync(path.join(tmpdir(), 'pulsedev-peer-'));
    const env = daemonEnv(this.#home);
    this.child = spawn(PYTHON, ['-m', 'pulsedev', 'serve'], { env, cwd: this.#home });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.log += text;
    });
    this.#exit = once(this.child, 'exit').then(([code]) => code as number | null);
    const reader = new StreamMessageReader(this.child.stdout, {
      contentTypeDecoder: msgpackDecoder,
    });
    this.writer = new MsgpackMessageWriter(this.child.stdin);
    this.connection = createMessageConnection(reader, this.writer);
    this.connection.listen();
  }

  /** Start a daemon and say hello; its capabilities come along. */
  static async start(options: object = {}): Promise<[Peer, Capabilities]> {
    const peer = new Peer();
    try {
      const answer: { capabilities: { experimental: { pulsedev: Capabilities } } } =
        await peer.connection.sendRequest('initialize', {
          processId: process.pid,
          rootUri: null,
          capabilities: {},
          initializationOptions: options,
        });
      await peer.connection.sendNotification('initialized', {});
      return [peer, answer.capabilities.experimental.pulsedev];
    } catch (error) {
      await peer.kill();
      throw new Error(`the daemon did not start: ${peer.log}`, { cause: error });
    }
  }

  request<M extends Method>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    return this.connection.sendRequest(method, params);
  }

  /** Say goodbye as the LSP wants it; the exit code. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    return this.#end();
  }

  /** End it whatever it does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.#end();
  }

  async #end(): Promise<number | null> {
    const code = await this.#exit;
    this.connection.dispose();
    rmSync(this.#home, { recursive: true, force: true });
    return code;
  }
}
