import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDaemon, type Places } from '../../src/python/find.ts';
import { type Made, machine } from './machines.ts';

const NONE: Places = {
  setting: '',
  selected: undefined,
  private: async () => undefined,
  extension: '0.1.0',
  cwd: '/ours',
};

async function find(on: Made, places: Partial<Places> = {}) {
  const told: string[] = [];
  const found = await findDaemon(on, { ...NONE, ...places }, (line) => told.push(line));
  const command = found.is === 'found' ? [found.launch.command, ...found.launch.args] : undefined;
  return { found, told, command: command?.join(' ') };
}

const EVERYWHERE = {
  '/set/pulsedev': 'pulsedev 0.1.0',
  '/env/python': 'pulsedev 0.1.0',
  '/usr/bin/pulsedev': 'pulsedev 0.1.0',
  '/home/ada/.local/bin/pulsedev': 'pulsedev 0.1.0',
  '/ours/python': 'pulsedev 0.1.0',
};
const ENV = { PATH: '/bin:/usr/bin' };

test('the order is setting, selected environment, PATH, tools, private environment', async () => {
  const places = { setting: '/set/pulsedev', selected: '/env/python' };
  const all = { ...places, private: async () => '/ours/python' };
  const programs: Record<string, string> = { ...EVERYWHERE };
  const commands = async (given: Partial<Places>) =>
    (await find(machine(programs, { env: ENV }), given)).command;

  assert.equal(await commands(all), '/set/pulsedev');
  assert.equal(await commands({ ...all, setting: '' }), '/env/python -m pulsedev');
  delete programs['/env/python'];
  assert.equal(await commands({ ...all, setting: '' }), '/usr/bin/pulsedev');
  delete programs['/usr/bin/pulsedev'];
  assert.equal(await commands({ ...all, setting: '' }), '/home/ada/.local/bin/pulsedev');
  delete programs['/home/ada/.local/bin/pulsedev'];
  assert.equal(await commands({ ...all, setting: '' }), '/ours/python -I -m pulsedev');
  delete programs['/ours/python'];
  assert.equal(await commands({ ...all, setting: '' }), undefined);
});

test('the private environment is not made ready where another daemon was found', async () => {
  let asked = 0;
  const ready = async () => {
    asked++;
    return undefined;
  };
  await find(machine(EVERYWHERE, { env: ENV }), { private: ready });
  assert.equal(asked, 0);
  await find(machine({}, { env: ENV }), { private: ready });
  assert.equal(asked, 1);
});

test('a daemon of another version is told and skipped', async () => {
  const programs = { ...EVERYWHERE, '/env/python': 'pulsedev 0.2.0' };
  const { command, told } = await find(machine(programs, { env: ENV }), {
    selected: '/env/python',
  });
  assert.equal(command, '/usr/bin/pulsedev');
  assert.deepEqual(told, [
    'No use of the selected Python environment: it is pulsedev 0.2.0, and this extension needs 0.1.x.',
    'Using pulsedev 0.1.0 from an installed command.',
  ]);
});

test('nothing told names a path', async () => {
  const on = machine({ '/env/python': 1, '/usr/bin/pulsedev': 'hello' }, { env: ENV });
  const { told, found } = await find(on, { selected: '/env/python' });
  assert.equal(found.is, 'nothing');
  assert.equal(told.length, 2);
  assert.ok(told.every((line) => !line.includes('/')));
});

test('a setting that is wrong is one line, and nothing else is tried', async () => {
  const wrong = {
    '/set/none': 'there is no program at this path',
    'bin/pulsedev': 'it must be a full path',
    '$NOWHERE/pulsedev': 'there is no variable NOWHERE',
    '/set/python': 'it does not answer as pulsedev',
    '/set/old': 'it is pulsedev 0.0.9, and this extension needs 0.1.x',
  };
  const programs = { ...EVERYWHERE, '/set/python': 'Python 3.11.7', '/set/old': 'pulsedev 0.0.9' };
  for (const [setting, why] of Object.entries(wrong)) {
    const { found } = await find(machine(programs, { env: ENV }), { setting });
    assert.deepEqual(found, {
      is: 'wrong',
      why: `The setting pulsedev.daemon.path is wrong: ${why}. Correct it, or leave it empty.`,
    });
  }
});

test('a setting may begin with the home folder or hold variables', async () => {
  const on = machine(
    { '/home/ada/bin/pulsedev': 'pulsedev 0.1.0', '/opt/a/pulsedev': 'pulsedev 0.1.0' },
    { env: { ...ENV, TOOLS: '/opt/a' } },
  );
  for (const [setting, command] of [
    ['~/bin/pulsedev', '/home/ada/bin/pulsedev'],
    ['$TOOLS/pulsedev', '/opt/a/pulsedev'],
    [`\${TOOLS}/pulsedev`, '/opt/a/pulsedev'],
    [` \${env:TOOLS}/pulsedev `, '/opt/a/pulsedev'],
  ]) {
    assert.equal((await find(on, { setting: setting ?? '' })).command, command);
  }
});

test('on Windows commands end in .exe, and variables stand in percent signs in any case', async () => {
  const home = 'C:\\Users\\ada';
  const tool = `${home}\\.local\\bin\\pulsedev.exe`;
  const env = { Path: 'C:\\Windows;"C:\\My Tools"', UserProfile: home };
  const rest = { platform: 'win32' as const, env, home };
  const programs: Record<string, string> = {
    'C:\\My Tools\\pulsedev.exe': 'pulsedev 0.1.0',
    [tool]: 'pulsedev 0.1.0',
  };
  const setting = '%USERPROFILE%\\.local\\bin\\pulsedev.exe';
  assert.equal((await find(machine(programs, rest), { setting })).command, tool);
  assert.equal((await find(machine(programs, rest))).command, 'C:\\My Tools\\pulsedev.exe');
  delete programs['C:\\My Tools\\pulsedev.exe'];
  assert.equal((await find(machine(programs, rest))).command, tool);
});

test('commands of pipx and uv are found where their variables say', async () => {
  for (const [name, value, path] of [
    ['PIPX_BIN_DIR', '/p', '/p/pulsedev'],
    ['UV_TOOL_BIN_DIR', '/u', '/u/pulsedev'],
    ['XDG_BIN_HOME', '/x', '/x/pulsedev'],
    ['XDG_DATA_HOME', '/d/share', '/d/bin/pulsedev'],
  ]) {
    const env = { [name ?? '']: value };
    const on = machine({ [path ?? '']: 'pulsedev 0.1.0' }, { env });
    assert.equal((await find(on)).command, path);
  }
});

test('a relative folder on PATH is not searched: it would lie in the workspace', async () => {
  const on = machine({ 'bin/pulsedev': 'pulsedev 0.1.0' }, { env: { PATH: 'bin::.' } });
  assert.equal((await find(on)).found.is, 'nothing');
  assert.deepEqual(on.ran, []);
});

test('whatever is run is run in our folder, without modules from there, and for a limited time', async () => {
  const on = machine(EVERYWHERE, { env: ENV });
  await find(on, { selected: '/env/python' });
  const [options] = on.options;
  assert.equal(options?.cwd, '/ours');
  const { PYTHONSAFEPATH } = options?.env ?? {};
  assert.equal(PYTHONSAFEPATH, '1');
  assert.ok((options?.limit ?? 0) > 0);
});

test('a search that is no longer wanted runs nothing more', async () => {
  const on = machine(EVERYWHERE, { env: ENV });
  const found = await findDaemon(on, NONE, () => {}, AbortSignal.abort());
  assert.equal(found.is, 'nothing');
  assert.deepEqual(on.ran, []);
});
