import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findInterpreters, pythonOf } from '../../src/python/interpreters.ts';
import { machine } from './machines.ts';

const ENV = { PATH: '/usr/bin:/opt/bin' };

test('the first Python that is new enough and can make environments is taken', async () => {
  const on = machine(
    {
      '/usr/bin/python3': '3 9 1',
      '/opt/bin/python3.12': '3 12 1',
      '/usr/bin/python3.11': '3 11 1',
    },
    { env: ENV },
  );
  const [first] = await findInterpreters(on, '/ours');
  assert.deepEqual(first, { command: '/opt/bin/python3.12', args: [], minor: 12, venv: true });
  assert.equal(on.ran.length, 1);
});

test('one that can not make environments is only the second choice', async () => {
  const on = machine(
    { '/opt/bin/python3.13': '3 13 0', '/usr/bin/python3.11': '3 11 1' },
    { env: ENV },
  );
  const found = await findInterpreters(on, '/ours');
  assert.deepEqual(
    found.map(({ minor, venv }) => [minor, venv]),
    [
      [11, true],
      [13, false],
    ],
  );
});

test('a Python that is too old, fails or is Python 2 is none', async () => {
  const on = machine(
    { '/usr/bin/python3': '3 10 1', '/usr/bin/python': '2 7 0', '/usr/bin/python3.11': 127 },
    { env: ENV },
  );
  assert.deepEqual(await findInterpreters(on, '/ours'), []);
});

test('on Windows the launcher is asked last', async () => {
  const on = machine(
    { 'C:\\w\\python3.exe': 9009, 'C:\\w\\py.exe': '3 13 1' },
    { platform: 'win32', env: { Path: 'C:\\w' } },
  );
  const [first] = await findInterpreters(on, 'C:\\ours');
  assert.deepEqual([first?.command, first?.args], ['C:\\w\\py.exe', ['-3']]);
});

test('on macOS the system stub is left alone: it would open a dialog', async () => {
  const on = machine({ '/usr/bin/python3': '3 9 1' }, { platform: 'darwin', env: ENV });
  assert.deepEqual(await findInterpreters(on, '/ours'), []);
  assert.deepEqual(on.ran, []);
});

test('the interpreter of an environment lies where the platform has it', () => {
  assert.equal(pythonOf(machine({}), '/e'), '/e/bin/python');
  assert.equal(pythonOf(machine({}, { platform: 'win32' }), 'C:\\e'), 'C:\\e\\Scripts\\python.exe');
});
