/** Whoever closes VS Code closes all of PulseDev, whenever that is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driven } from './driven.ts';
import { daemonsOf, processesOf } from './processes.ts';
import { until } from './until.ts';

const code = driven({ name: 'closing', files: { 'notes.txt': 'one\n' } });

test('Closing a window while its daemon starts leaves no daemon behind.', async () => {
  const { window, home } = code();
  await window.agree();
  await window.says('PulseDev');
  const second = await code().secondWindow(home.workspace);
  const starting = () =>
    processesOf(home.folder).filter(({ command }) =>
      / (--version|serve --record .*)$/.test(command),
    );
  await until('the second daemon is being started', () => starting().length > 1);
  await second.close();
  await until('the second daemon is gone', () => starting().length === 1);
  await window.says('PulseDev');
});

test('Closing the last window ends the daemon though the server goes on.', async () => {
  const { window, home } = code();
  assert.equal(daemonsOf(home.folder).length, 1);
  await window.close();
  await until('the daemon has ended', () => daemonsOf(home.folder).length === 0);
  assert.ok(code().processes().length > 0, 'the server runs');
});

test('Ending VS Code under an open window leaves no process behind.', async () => {
  const { home } = code();
  const window = await code().secondWindow(home.workspace);
  await window.says('PulseDev');
  assert.equal(daemonsOf(home.folder).length, 1);
  await code().quit();
});
