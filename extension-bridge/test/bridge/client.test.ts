import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { LogOutputChannel } from 'vscode';
import type { Heard } from '../../src/link.ts';
import { later } from './fakes.ts';
import { install } from './vscode.ts';

const vscode = install();
const { openLink } = await import('../../src/client.ts');

const folder = mkdtempSync(join(tmpdir(), 'pulsedev-client-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const daemon = join(import.meta.dirname, 'daemon.ts');
const never = new AbortController().signal;

/** Start the tests' daemon; its process number is the first line of the log. */
function opened(how: string, options: { signal?: AbortSignal; heard?: Partial<Heard> } = {}) {
  const file = join(folder, `${how}-${Math.random()}`);
  const said: string[] = [];
  const say = (level: string) => (line: string) => said.push(`${level} ${line}`);
  const levels = ['trace', 'debug', 'info', 'warn', 'error', 'appendLine'];
  const channel = Object.fromEntries(levels.map((level) => [level, say(level)]));
  const log = { ...channel, logLevel: 3, onDidChangeLogLevel: () => ({ dispose() {} }) };
  const link = openLink({
    launch: { command: process.execPath, args: [daemon, file, how], version: '0.1.0' },
    arguments: [],
    cwd: folder,
    initializationOptions: { client: 'vscode' },
    heard: {
      ...{ state: () => {}, alert: async () => 'right' as const, trouble: () => {} },
      ...{ probe: async () => undefined, ...options.heard },
    },
    log: log as unknown as LogOutputChannel,
    signal: options.signal ?? never,
  });
  const raw = () => readFileSync(file, 'latin1');
  return { link, said, raw };
}

/** Wait until something holds; fail after ten seconds. */
async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < end, 'not within ten seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('the handshake is MessagePack, names no folder, and brings the capabilities', async () => {
  const { link, raw } = opened('well');
  const open = await link;
  assert.equal(open.capabilities.protocol, 1);
  await open.close();
  assert.match(raw(), /^Content-Length: \d+\r\nContent-Type: application\/vnd.msgpack\r\n\r\n/);
  assert.ok(raw().includes('initialize'));
  assert.ok(!raw().includes('canary'));
});

test('nothing about documents or folders is sent, though the daemon asks for it', async () => {
  const { link, raw } = opened('well');
  await (await link).close();
  assert.ok(!raw().includes('textDocument/'));
  assert.ok(!raw().includes('didChangeWorkspaceFolders'));
});

test('the connection listens to no document, neither while it lasts nor after it', async () => {
  const open = await opened('well').link;
  const during = vscode.listenedTo.filter((name) => name.includes('Document'));
  await open.close();
  assert.deepEqual(during, []);
  assert.deepEqual(vscode.listenedTo, []);
});

test('closing lets the process end by itself', async () => {
  const { link, said } = opened('well');
  const open = await link;
  await open.close();
  await open.ended;
  await until(() => said.includes('info Server process exited successfully'));
});

test('a daemon that does not end is ended', async () => {
  const { link, said } = opened('stubborn');
  const open = await link;
  const before = performance.now();
  await open.close();
  assert.ok(performance.now() - before < 4_000);
  await until(() => said.includes('error Server process exited with signal SIGKILL.'));
});

test('a start that is no longer wanted rejects at once and leaves no process', async () => {
  const stop = new AbortController();
  const { link, said, raw } = opened('silent', { signal: stop.signal });
  await until(() => {
    try {
      return raw().length > 0;
    } catch {
      return false;
    }
  });
  stop.abort();
  await assert.rejects(link, { name: 'AbortError' });
  await until(() => said.includes('error Server process exited with signal SIGKILL.'));
});

test('a start that is no longer wanted before it began leaves no process', async () => {
  const stop = new AbortController();
  const { link, said } = opened('silent', { signal: stop.signal });
  stop.abort();
  await assert.rejects(link);
  await until(() => said.includes('error Server process exited with signal SIGKILL.'));
});

test('a daemon that ends before it answers rejects, without a pop-up', async () => {
  await assert.rejects(opened('short').link);
  assert.deepEqual(vscode.popups, []);
});

test('what the daemon logs goes to the log by its level, its trouble to us, and nothing into a pop-up', async () => {
  const troubles: string[] = [];
  const alerted = later<void>();
  const alert = async () => {
    alerted.resolve();
    return 'right' as const;
  };
  const { link, said } = opened('talkative', {
    heard: { alert, trouble: (line) => troubles.push(line) },
  });
  const open = await link;
  await alerted.promise;
  await until(() => said.includes('info pulsedev.service: up'));
  assert.ok(said.includes('warn logged'));
  assert.deepEqual(troubles, ['shown']);
  assert.deepEqual(vscode.popups, []);
  await open.close();
});

test('the first state is heard, though it comes with the handshake', async () => {
  const heard = later<string>();
  const { link } = opened('well', { heard: { state: ({ state }) => heard.resolve(state) } });
  const open = await link;
  assert.equal(await heard.promise, 'neutral');
  await open.close();
});

test('progress is heard by whoever gave its token', async () => {
  const open = await opened('well').link;
  const heard: unknown[] = [];
  open.hearProgress('mine', (done) => heard.push(done));
  await open.request('pulsedev/train', { workDoneToken: 'another' });
  await open.request('pulsedev/train', { workDoneToken: 'mine' });
  await until(() => heard.length > 0);
  assert.deepEqual(heard, [{ kind: 'end', message: 'trained' }]);
  await open.close();
});

test('an end that nobody asked for is told, without a pop-up', async () => {
  const { link } = opened('well');
  const open = await link;
  await open.notify('exit', null);
  await open.ended;
  await open.close();
  assert.deepEqual(vscode.popups, []);
});
