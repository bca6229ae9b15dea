import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { createMessageConnection, StreamMessageReader } from 'vscode-jsonrpc/node';
import { install } from '../../src/python/bootstrap.ts';
import { type Bundle, readBundle } from '../../src/python/environments.ts';
import { findDaemon } from '../../src/python/find.ts';
import { pythonOf } from '../../src/python/interpreters.ts';
import { type Machine, onPath, thisMachine } from '../../src/python/machine.ts';
import { MsgpackMessageWriter, msgpackDecoder } from '../../src/wire/msgpack.ts';
import { manifest, readVsix } from './vsix.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsedev-package-'));
const storage = join(root, 'a storage');
let bundle: Bundle;

before(async () => {
  // As VS Code unpacks it.
  const daemon = join(root, 'daemon');
  mkdirSync(daemon);
  for (const [name, content] of readVsix().files) {
    if (name.startsWith('daemon/')) {
      writeFileSync(join(root, name), content);
    }
  }
  const read = await readBundle(daemon);
  assert.ok(read, 'the package holds no wheel');
  bundle = read;
});
after(() => rmSync(root, { recursive: true, force: true }));

/** This machine, with PATH reduced to the Python of the tests, and `uv` where asked for. */
function machineWith(uv: boolean): Machine {
  const here = thisMachine();
  const { PYTHON } = process.env;
  const python = PYTHON ?? onPath(here, 'python3') ?? '';
  const system = ['/usr/bin', '/bin'].join(delimiter);
  const env = { ...here.env, PATH: `${dirname(python)}${delimiter}${system}` };
  const machine = { ...here, env };
  const runnable = (path: string) => (uv || !/\buv(\.exe)?$/.test(path)) && here.runnable(path);
  return { ...machine, runnable };
}

async function installed(machine: Machine, folder: string): Promise<string> {
  const output: string[] = [];
  const progress = { step: () => {}, output: (text: string) => output.push(text) };
  try {
    return await install(machine, folder, bundle, progress, new AbortController().signal);
  } catch (error) {
    throw new Error(output.join(''), { cause: error });
  }
}

test('the wheel has the version of the extension', () => {
  assert.equal(bundle.version, manifest().version);
});

test('pip installs the daemon from the package, it is found, and serves', async () => {
  const machine = machineWith(false);
  const environment = await installed(machine, storage);
  const found = await findDaemon(
    { ...machine, env: { ...machine.env, PATH: '' }, home: root },
    {
      setting: '',
      selected: undefined,
      private: async () => pythonOf(machine, environment),
      extension: manifest().version,
      cwd: storage,
    },
    () => {},
  );
  assert.equal(found.is, 'found');
  if (found.is === 'found') {
    assert.equal(found.launch.version, manifest().version);
    await shakeHands(found.launch.command, found.launch.args);
  }
});

test('a second installation of the same package finds the first', async () => {
  const before = readdirSync(storage);
  await installed(machineWith(false), storage);
  assert.deepEqual(readdirSync(storage), before);
});

test('uv installs it, too', { skip: onPath(machineWith(true), 'uv') === undefined }, async () => {
  const machine = machineWith(true);
  const environment = await installed(machine, join(root, 'uv'));
  await shakeHands(pythonOf(machine, environment), ['-I', '-m', 'pulsedev']);
});

async function shakeHands(command: string, args: string[]): Promise<void> {
  const env = { ...process.env, PULSEDEV_HOME: join(root, 'home') };
  const daemon = spawn(command, [...args, 'serve'], { cwd: root, env, stdio: 'pipe' });
  const connection = createMessageConnection(
    new StreamMessageReader(daemon.stdout, { contentTypeDecoder: msgpackDecoder }),
    new MsgpackMessageWriter(daemon.stdin),
  );
  connection.listen();
  const params = { processId: process.pid, capabilities: {}, rootUri: null };
  const said: unknown = await connection.sendRequest('initialize', params);
  assert.match(JSON.stringify(said), /"pulsedev":\{"protocol":1,/);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  const [code] = await once(daemon, 'exit');
  connection.dispose();
  assert.equal(code, 0);
}
