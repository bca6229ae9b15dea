import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { pythonOf } from '../../src/python/interpreters.ts';
import { thisMachine } from '../../src/python/machine.ts';
import { FakeLog, Memory } from '../show/parts.ts';
import { provide } from '../show/vscode.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsedev-provision-'));
after(() => rmSync(root, { recursive: true, force: true }));

// Nothing of the machine that the test runs on is found.
const nowhere = join(root, 'nowhere');
for (const name of Object.keys(process.env)) {
  if (/^(?:XDG|PIPX|UV)_/.test(name)) {
    delete process.env[name];
  }
}
Object.assign(process.env, { PATH: '', HOME: nowhere, USERPROFILE: nowhere });

provide({
  Uri: { joinPath: () => ({ fsPath: nowhere }) },
  workspace: { isTrusted: false },
  window: {},
});
const { Provision } = await import('../../src/python/provision.ts');

const never = new AbortController().signal;
const made: { dispose(): void }[] = [];
afterEach(() => {
  for (const provision of made.splice(0)) {
    provision.dispose();
  }
});

/** What one window has for finding the daemon; windows share the storage. */
function windowWith(storage: string) {
  const log = Object.assign(new FakeLog(), { info: () => {} });
  const context = {
    globalStorageUri: { fsPath: storage },
    globalState: new Memory(),
    extension: { packageJSON: { version: '0.1.0' } },
  };
  const parts = { context, log, setting: () => '', retry: () => {} };
  const provision = new Provision(parts as never);
  made.push(provision);
  return provision;
}

/** Another window installs; the Python of this environment does what the script says. */
function installed(storage: string, script = 'exit 1'): string {
  const folder = mkdtempSync(join(storage, 'daemon-0.1.0-'));
  const python = pythonOf(thisMachine(), folder);
  mkdirSync(dirname(python), { recursive: true });
  writeFileSync(python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  writeFileSync(join(folder, 'complete.json'), '{"version":"0.1.0","digest":"aa"}');
  return folder;
}

test('an environment that another window made has appeared until this one has looked for it', async () => {
  const storage = mkdtempSync(join(root, 's-'));
  const provision = windowWith(storage);
  assert.ok('why' in (await provision.locate(false, never)));
  assert.equal(await provision.appeared(), false);
  installed(storage);
  assert.equal(await provision.appeared(), true);
  assert.ok('why' in (await provision.locate(false, never)));
  assert.equal(await provision.appeared(), false);
});

const posix = process.platform === 'win32' ? { skip: 'a script is no program there' } : {};
test('a window that runs from an environment says so', posix, async () => {
  const storage = mkdtempSync(join(root, 's-'));
  const folder = installed(storage, 'echo pulsedev 0.1.0');
  const marker = join(folder, 'complete.json');
  utimesSync(marker, 0, 0);
  const launch = await windowWith(storage).locate(false, never);
  assert.ok('command' in launch);
  const used = () => statSync(marker).mtimeMs > 0;
  for (let turn = 0; turn < 1_000 && !used(); turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(used());
});
