import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { InstallError, install } from '../../src/python/bootstrap.ts';
import {
  type Bundle,
  environmentOf,
  environmentsIn,
  readBundle,
  use,
} from '../../src/python/environments.ts';
import type { Ran } from '../../src/python/run.ts';
import { machine } from './machines.ts';

const root = mkdtempSync(join(tmpdir(), 'pulsedev-bootstrap-'));
after(() => rmSync(root, { recursive: true, force: true }));

const BUNDLE: Bundle = {
  wheel: '/vsix/pulsedev-0.1.0-py3-none-any.whl',
  requirements: '/vsix/requirements.txt',
  version: '0.1.0',
  digest: 'aa',
};
const QUIET = { step: () => {}, output: () => {} };
const never = new AbortController().signal;
const OK: Ran = { code: 0, out: '', err: '' };

/** A machine where each Python works, the new environment's too, but for what `fails`. */
function working(fails: (line: string) => boolean = () => false, programs = ['python3.11']) {
  const on = machine(Object.fromEntries(programs.map((name) => [`/usr/bin/${name}`, 0])), {
    env: { PATH: '/usr/bin' },
  });
  const run = on.run;
  on.run = async (command, args, options) => {
    await run(command, args, options);
    const line = [command, ...args].join(' ');
    if (fails(line)) {
      return { code: 1, out: '', err: 'no' };
    }
    if (args.includes('-c')) {
      return { ...OK, out: '3 11 1\n' };
    }
    return args.includes('--version') ? { ...OK, out: 'pulsedev 0.1.0\n' } : OK;
  };
  return on;
}

const storage = (): string => mkdtempSync(join(root, 's-'));
const folders = (folder: string): string[] => readdirSync(folder).map((name) => name.slice(0, 13));

test('with pip: an environment, the locked packages by hash, then the wheel without the network', async () => {
  const folder = storage();
  const on = working();
  const made = await install(on, folder, BUNDLE, QUIET, never);
  const python = join(made, 'bin', 'python');
  const pip = `${python} -I -m pip install --no-input --progress-bar off`;
  assert.deepEqual(on.ran.slice(1), [
    `/usr/bin/python3.11 -I -m venv ${made}`,
    `${pip} --require-hashes --requirement ${BUNDLE.requirements}`,
    `${pip} --no-deps --no-index ${BUNDLE.wheel}`,
    `${python} -I -m pulsedev --version`,
  ]);
  assert.equal(await environmentOf(folder, BUNDLE), made);
});

test('with uv: the same steps, and a Python of its own where there is none', async () => {
  const folder = storage();
  const on = working(undefined, ['uv']);
  const made = await install(on, folder, BUNDLE, QUIET, never);
  const pip = `/usr/bin/uv pip install --python ${join(made, 'bin', 'python')}`;
  assert.deepEqual(on.ran.slice(0, 3), [
    `/usr/bin/uv venv --no-project --python >=3.11 ${made}`,
    `${pip} --require-hashes --requirement ${BUNDLE.requirements}`,
    `${pip} --no-deps --no-index ${BUNDLE.wheel}`,
  ]);
});

test('without any Python the failure says how to get one', async () => {
  const folder = storage();
  await assert.rejects(install(machine({}), folder, BUNDLE, QUIET, never), (error) => {
    assert.ok(error instanceof InstallError);
    assert.match(error.message, /^PulseDev needs Python 3\.11 or newer\. .*apt install python3/);
    return true;
  });
  assert.deepEqual(folders(folder), []);
});

test('a Python without ensurepip names the package that is missing', async () => {
  const on = machine({ '/usr/bin/python3.12': '3 12 0' }, { env: { PATH: '/usr/bin' } });
  await assert.rejects(
    install(on, storage(), BUNDLE, QUIET, never),
    /sudo apt install python3\.12-venv/,
  );
});

for (const what of ['-m venv', '--require-hashes', '--no-index', '--version']) {
  test(`a failure of ${what} leaves nothing behind and says what to do`, async () => {
    const folder = storage();
    const on = working((line) => line.includes(what));
    await assert.rejects(install(on, folder, BUNDLE, QUIET, never), (error) => {
      assert.ok(error instanceof InstallError);
      assert.match(error.message, /"PulseDev: Restart"/);
      assert.ok(!error.message.includes('\n'));
      return true;
    });
    assert.deepEqual(folders(folder), []);
  });
}

test('a daemon of another version than its wheel says is not taken', async () => {
  const bundle = { ...BUNDLE, version: '0.3.0' };
  await assert.rejects(install(working(), storage(), bundle, QUIET, never), InstallError);
});

test('cancelling ends it, and leaves nothing behind', async () => {
  const folder = storage();
  const cancel = new AbortController();
  const on = working((line) => {
    if (line.includes('--require-hashes')) {
      cancel.abort();
    }
    return false;
  });
  await assert.rejects(install(on, folder, BUNDLE, QUIET, cancel.signal), { name: 'AbortError' });
  assert.deepEqual(folders(folder), []);
});

test('two windows that install at once make one environment', async () => {
  const folder = storage();
  const [one, other] = [working(), working()];
  const made = await Promise.all([
    install(one, folder, BUNDLE, QUIET, never),
    install(other, folder, BUNDLE, QUIET, never),
  ]);
  assert.equal(made[0], made[1]);
  assert.equal([...one.ran, ...other.ran].filter((line) => line.includes('-m venv')).length, 1);
  assert.deepEqual(folders(folder), ['daemon-0.1.0-']);
});

test('a lock left by a window that died does not hold for ever', async () => {
  const folder = storage();
  const lock = join(folder, 'install.lock');
  writeFileSync(lock, '');
  const past = new Date(Date.now() - 60_000);
  utimesSync(lock, past, past);
  await install(working(), folder, BUNDLE, QUIET, never);
  assert.deepEqual(folders(folder), ['daemon-0.1.0-']);
});

test('waiting for another window can be cancelled', async () => {
  const folder = storage();
  writeFileSync(join(folder, 'install.lock'), '');
  const waiting = install(working(), folder, BUNDLE, QUIET, AbortSignal.timeout(10));
  await assert.rejects(waiting, { name: 'TimeoutError' });
});

const DAY_MS = 24 * 60 * 60_000;

/** Let an environment have been used last so long ago. */
function usedBefore(environment: string, ms: number): void {
  const time = new Date(Date.now() - ms);
  utimesSync(join(environment, 'complete.json'), time, time);
}

test('a new version takes the place of the old one, which stays while a window may run from it', async () => {
  const folder = storage();
  const old = await install(working(), folder, BUNDLE, QUIET, never);
  usedBefore(old, 6 * DAY_MS);
  const bundle = { ...BUNDLE, digest: 'bb' };
  assert.equal(await environmentOf(folder, bundle), undefined);
  assert.deepEqual(await environmentsIn(folder, bundle), [old]);
  const made = await install(working(), folder, bundle, QUIET, never);
  assert.notEqual(made, old);
  assert.deepEqual(await environmentsIn(folder, bundle), [made, old]);
});

test('what nobody has used for a week goes at the next installation', async () => {
  const folder = storage();
  const [one, other] = [{ ...BUNDLE }, { ...BUNDLE, digest: 'bb' }];
  const unused = await install(working(), folder, one, QUIET, never);
  const used = await install(working(), folder, other, QUIET, never);
  usedBefore(unused, 8 * DAY_MS);
  usedBefore(used, 8 * DAY_MS);
  await use(used);
  const half = mkdtempSync(join(folder, 'daemon-0.1.0-'));
  const bundle = { ...BUNDLE, digest: 'cc' };
  const made = await install(working(), folder, bundle, QUIET, never);
  assert.deepEqual(await environmentsIn(folder, bundle), [made, used]);
  assert.equal(existsSync(unused), false);
  assert.equal(existsSync(half), false);
});

test('a failed renewal leaves the old environment as it was', async () => {
  const folder = storage();
  const old = await install(working(), folder, BUNDLE, QUIET, never);
  const bundle = { ...BUNDLE, digest: 'bb' };
  const on = working((line) => line.includes('--require-hashes'));
  await assert.rejects(install(on, folder, bundle, QUIET, never), InstallError);
  assert.deepEqual(await environmentsIn(folder, bundle), [old]);
});

test('a bundle is a wheel and its requirements; its digest tells builds apart', async () => {
  const folder = storage();
  assert.equal(await readBundle(join(folder, 'none')), undefined);
  writeFileSync(join(folder, 'pulsedev-0.1.0-py3-none-any.whl'), 'one');
  assert.equal(await readBundle(folder), undefined);
  writeFileSync(join(folder, 'requirements.txt'), 'a==1');
  const first = await readBundle(folder);
  assert.equal(first?.version, '0.1.0');
  writeFileSync(join(folder, 'pulsedev-0.1.0-py3-none-any.whl'), 'two');
  assert.notEqual((await readBundle(folder))?.digest, first?.digest);
});
