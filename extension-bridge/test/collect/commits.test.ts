import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { newCommits, sizes, switched } from '../../src/collect/commits.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pulsedev-git-'));
  git('init', '-q', '-b', 'main');
  commit('one\n');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
  const person = ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid'];
  return execFileSync('git', ['-C', root, ...person, ...args], { encoding: 'utf8' }).trim();
}

function commit(text: string, ...options: string[]): string {
  writeFileSync(join(root, 'a.txt'), text);
  git('add', '.');
  git('commit', '-qm', 'x', ...options);
  return head();
}

const head = (): string => git('rev-parse', 'HEAD');

const look = (before: string | undefined, now = Date.now()) =>
  newCommits('git', root, before, head(), now);

test('a commit is told with its lines and files', async () => {
  const before = head();
  commit('two\nthree\n');
  assert.deepEqual(await look(before), [{ added: 2, deleted: 1, files: 1 }]);
});

test('several commits since the last look are told in their order', async () => {
  const before = head();
  commit('one\ntwo\n');
  commit('one\ntwo\nthree\nfour\n');
  assert.deepEqual(await look(before), [
    { added: 1, deleted: 0, files: 1 },
    { added: 2, deleted: 0, files: 1 },
  ]);
});

test('the first commit of a repository is told', async () => {
  assert.deepEqual(await look(undefined), [{ added: 1, deleted: 0, files: 1 }]);
});

test('an amended commit is not told again', async () => {
  const before = head();
  commit('other\n', '--amend');
  assert.deepEqual(await look(before), []);
});

test('going back, or to an older branch, makes no commit', async () => {
  const old = head();
  const before = commit('two\n');
  git('reset', '-q', '--hard', old);
  assert.deepEqual(await look(before), []);
});

test('a merge is no commit of its own', async () => {
  git('checkout', '-qb', 'side');
  writeFileSync(join(root, 'b.txt'), 'b\n');
  git('add', '.');
  git('commit', '-qm', 'x');
  const before = head();
  git('checkout', '-q', 'main');
  commit('main\n');
  git('checkout', '-q', 'side');
  git('merge', '-q', '--no-edit', 'main');
  const made = await look(before);
  // What came in with it was made on this machine just now, and is told on its own.
  assert.ok(made.length <= 1);
});

test('commits that came from a remote are not this user’s', async () => {
  const before = head();
  const after = commit('theirs\n');
  git('update-ref', 'refs/remotes/origin/main', after);
  assert.deepEqual(await look(before), []);
});

test('a commit of an hour ago is none of now', async () => {
  const before = head();
  commit('two\n');
  assert.deepEqual(await look(before, Date.now() + 3_600_000), []);
});

test('a failing git says nothing of what it was asked', async () => {
  await assert.rejects(newCommits('git', root, 'nothing-of-that-name', head(), 0), {
    message: 'git log failed',
  });
});

test('a commit without a change has no size', () => {
  assert.deepEqual(sizes('\u00011000\n\n', 1_000), [{ added: 0, deleted: 0, files: 0 }]);
});

test('leaving a branch for a detached head is no switch', () => {
  const main = { commit: 'a', branch: 'main' };
  assert.equal(switched(main, { commit: 'b', branch: undefined }), false);
  assert.equal(switched(main, { commit: 'b', branch: 'side' }), true);
  assert.equal(switched(main, { commit: 'b', branch: 'main' }), false);
});
