/**
 * A daemon for the tests of the client: a process that keeps each message that it gets in a file.
 *
 * Usage: node daemon.ts FILE HOW, with HOW one of: well, silent (never answers), stubborn (never
 * ends by itself), short (ends before it answers), talkative (shows messages and alerts).
 */

import { appendFileSync } from 'node:fs';
import { type Message, StreamMessageReader } from 'vscode-jsonrpc/node';
import { MsgpackMessageWriter, msgpackDecoder } from '../../src/wire/msgpack.ts';

const [file = '', how = 'well'] = process.argv.slice(2);

// A recorder in front of the reader: what is in the file is what was on the pipe.
process.stdin.on('data', (bytes: Buffer) => appendFileSync(file, bytes));

const reader = new StreamMessageReader(process.stdin, { contentTypeDecoder: msgpackDecoder });
const writer = new MsgpackMessageWriter(process.stdout);

const pulsedev = { protocol: 1, eventKinds: {}, documentKey: '0'.repeat(64) };
const folders = { workspaceFolders: { supported: true, changeNotifications: true } };
const capabilities = { experimental: { pulsedev }, textDocumentSync: 2, workspace: folders };

async function tell(method: string, params: unknown, id?: number): Promise<void> {
  await writer.write({ jsonrpc: '2.0', method, params, ...(id && { id }) } as Message);
}

async function answer(id: number, method: string): Promise<void> {
  if (how === 'short') {
    process.exit(3);
  }
  const result = method === 'initialize' ? { capabilities } : {};
  await writer.write({ jsonrpc: '2.0', id, result } as Message);
}

if (how === 'stubborn') {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1_000);
}
process.stdin.on('end', () => how === 'stubborn' || process.exit(0));

reader.listen(async (message) => {
  const { id, method, params } = message as { id?: number; method?: string; params?: object };
  if (how === 'silent' || method === undefined) {
    return;
  }
  if (method === 'pulsedev/train' && params && 'workDoneToken' in params) {
    const value = { kind: 'end', message: 'trained' };
    await tell('$/progress', { token: params.workDoneToken, value });
  }
  if (id !== undefined && !(how === 'stubborn' && method === 'shutdown')) {
    await answer(id, method);
  }
  if (method === 'exit' && how !== 'stubborn') {
    process.exit(0);
  }
  if (method === 'initialized') {
    process.stderr.write('2026-11-23 04:33:12,749 7 INFO pulsedev.service: up\n');
    await tell('pulsedev/state', { state: 'neutral' });
  }
  if (method === 'initialized' && how === 'talkative') {
    await tell('window/showMessage', { type: 1, message: 'shown' });
    await tell('window/logMessage', { type: 2, message: 'logged' });
    await tell('window/showMessageRequest', { type: 1, message: 'asked' }, 1);
    await tell('pulsedev/alert', { id: 1 }, 2);
  }
});
