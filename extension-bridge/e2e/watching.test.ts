/** `pulsedev watch` in a terminal beside VS Code, on the same files: what both see counts once. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Kind } from '../src/wire/protocol.ts';
import { driven } from './driven.ts';
import { until } from './until.ts';

const code = driven({
  name: 'watching',
  agreed: true,
  files: { 'notes.txt': 'one\n', 'elsewhere.txt': 'one\n' },
});

/** The command line of the daemon that VS Code starts. */
const command = () => code().daemon.settings['pulsedev.daemon.path'];

interface Kept {
  doc: number;
  a: number;
  b: number;
}

/** What all windows together have kept of a kind. */
function kept(kind: 'file_saved' | 'file_modified' | 'commit_created'): Kept[] {
  const args = ['data', 'show', '--json', '--kind', kind];
  const lines = execFileSync(command(), args, { env: code().home.env, encoding: 'utf8' });
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

test('Saves and a commit that both see are kept once, and what one alone sees, too.', async () => {
  const { window, daemon, home } = code();
  const watch = spawn(command(), ['watch', '--json', home.workspace], {
    env: home.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(watch.stdout, 'data');
    await window.open('notes.txt');
    const next = daemon.next;
    await window.type('abc');
    await window.press('ControlOrMeta+S');
    await next.first(Kind.fileSaved);
    home.git(home.workspace, 'commit', '--quiet', '--all', '--message', 'Both see it');
    await next.first(Kind.commitCreated);
    // Another editor's save comes last: once it is kept, all before it are that were to be.
    writeFileSync(join(home.workspace, 'elsewhere.txt'), 'one, two\n');
    const elsewhere = daemon.documentOf('elsewhere.txt');
    const saves = await until('the save outside of VS Code is kept', () => {
      const all = kept('file_saved');
      return all.some(({ doc }) => doc === elsewhere) && all;
    });
    assert.deepEqual(
      saves.map(({ doc }) => doc),
      [daemon.documentOf('notes.txt'), elsewhere],
    );
    assert.deepEqual(
      kept('file_modified').map(({ doc, a }) => [doc, a]),
      [...[1, 1, 1].map((a) => [daemon.documentOf('notes.txt'), a]), [elsewhere, 5]],
    );
    assert.equal(kept('commit_created').length, 1);
  } finally {
    watch.kill('SIGTERM');
    await once(watch, 'exit');
  }
});
