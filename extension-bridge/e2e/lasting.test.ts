/**
 * Pauses, several windows, daemons that die, and ends: nothing is told twice, nothing lost that
 * should not be, and no process is left behind.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kind } from '../src/wire/protocol.ts';
import { driven } from './driven.ts';
import { daemonsOf, processesOf } from './processes.ts';
import { until } from './until.ts';
import type { Window } from './window.ts';

const code = driven({ name: 'lasting', agreed: true, files: { 'notes.txt': 'one\n' } });

/** Type and save; return what the daemon was told about it. */
async function typed(window: Window, text: string): Promise<number[]> {
  const next = code().daemon.next;
  await window.type(text);
  await window.press('ControlOrMeta+S');
  await next.first(Kind.fileSaved);
  return next.of(Kind.fileModified).map(({ a }) => a);
}

/** Kill a process, where it has not ended by itself. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Nobody is there any more.
  }
}

/** Kill the only daemon; return once another one serves. */
async function kill(window: Window): Promise<void> {
  const { home } = code();
  const [daemon] = daemonsOf(home.folder);
  assert.ok(daemon, 'a daemon runs');
  end(daemon.pid);
  await until('another daemon runs', () =>
    daemonsOf(home.folder).some(({ pid }) => pid !== daemon.pid),
  );
  await window.says('PulseDev');
}

test('During a pause nothing reaches the daemon; after it everything does.', async () => {
  const { window, daemon } = code();
  await window.open('notes.txt');
  assert.deepEqual(await typed(window, 'abc'), [1, 1, 1]);
  await window.command('PulseDev: Pause…', 'Until I resume');
  await window.says('Paused');
  await window.open('notes.txt');
  const next = daemon.next;
  await window.type('nobody sees this');
  await window.press('ControlOrMeta+S');
  await window.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  await window.command('PulseDev: Resume');
  await window.says('PulseDev');
  await window.open('notes.txt');
  await typed(window, 'xy');
  assert.deepEqual(
    next.of(Kind.fileModified).map(({ a }) => a),
    [1, 1],
  );
});

test('A daemon that was killed comes back by itself, and events go on.', async () => {
  const { window } = code();
  await kill(window);
  assert.deepEqual(await typed(window, 'abcd'), [1, 1, 1, 1]);
  assert.equal(await window.item.count(), 1);
  assert.equal(await window.toast('').count(), 0);
});

test('Windows have a daemon each; a pause of one is a pause of all, and any of them ends it.', async () => {
  const { window, home, daemon } = code();
  const folder = join(home.folder, 'second');
  home.repository(folder, { 'second.txt': 'two\n' });
  const second = await code().secondWindow(folder);
  await second.says('PulseDev');
  assert.equal(daemonsOf(home.folder).length, 2);
  await second.open('second.txt');
  assert.deepEqual(await typed(second, 'abcde'), [1, 1, 1, 1, 1]);
  const last = daemon.events().findLast(({ kind }) => kind === Kind.fileModified);
  assert.equal(last?.doc, daemon.documentOf('../second/second.txt'));
  await window.page.bringToFront();
  assert.deepEqual(await typed(window, 'ab'), [1, 1]);
  await second.command('PulseDev: Pause…', '1 hour');
  await window.says('Paused');
  assert.match(await window.hover(), /Paused elsewhere, for all windows/);
  await window.screenshot('lasting-paused-elsewhere');
  await window.open('notes.txt');
  const next = daemon.next;
  await window.type('nobody sees this');
  await window.press('ControlOrMeta+S');
  await window.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  const third = await code().secondWindow(folder);
  await third.says(/^Paused until \d\d:\d\d$/);
  await third.command('PulseDev: Resume');
  for (const each of [third, window, second]) {
    await each.says('PulseDev');
  }
  await third.close();
  await window.page.bringToFront();
  assert.deepEqual(await typed(window, 'abc'), [1, 1, 1]);
  assert.equal(next.of(Kind.fileModified).length, 3);
  await second.close();
  await until('the second daemon has ended', () => daemonsOf(home.folder).length === 1);
  assert.deepEqual(await typed(window, 'abc'), [1, 1, 1]);
});

test('Five ends within three minutes are told once, and a restart helps.', async () => {
  const { window, home } = code();
  const message = window.toast('ended five times within three minutes');
  // Each one as soon as it is there: on a slow machine three minutes are soon over.
  await until('it is told', async () => {
    for (const { pid } of daemonsOf(home.folder)) {
      end(pid);
    }
    return (await message.count()) > 0;
  });
  await window.shown(message);
  await window.screenshot('lasting-five-ends');
  assert.equal(await window.toast('').count(), 1);
  assert.deepEqual(daemonsOf(home.folder), []);
  assert.match(await window.hover(), /has stopped/);
  await window.command('PulseDev: Restart');
  // The same word with a warning sign says that it has stopped.
  await window.item.locator('.codicon-pulse').waitFor();
  await window.says('PulseDev');
  await window.open('notes.txt');
  assert.deepEqual(await typed(window, 'ab'), [1, 1]);
});

test('Closing a window while its daemon starts leaves no daemon behind.', async () => {
  const { window, home } = code();
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
  // The one of a window that was closed as it started may still be on its way out.
  await until('one daemon serves', () => daemonsOf(home.folder).length === 1);
  await window.close();
  await until('the daemon has ended', () => daemonsOf(home.folder).length === 0);
  assert.ok(code().processes().length > 0, 'the server runs');
});

test('Ending VS Code under an open window leaves no process behind.', async () => {
  const { home } = code();
  const window = await code().secondWindow(home.workspace);
  await window.says('PulseDev');
  await until('one daemon serves', () => daemonsOf(home.folder).length === 1);
  await code().quit();
});
