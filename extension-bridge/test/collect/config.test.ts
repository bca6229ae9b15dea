import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { install } from '../show/vscode.ts';

const window = install();
const { daemonSettings, excludedGlobs, includedGlobs, isPrivate, watchSettings } = await import(
  '../../src/config.ts'
);
const { Privacy } = await import('../../src/privacy.ts');

beforeEach(() => {
  window.settings.clear();
  window.workspaceSettings.clear();
});

/** Let the user and the workspace say something of a setting. */
function say(name: string, user: unknown, workspace: unknown): void {
  window.settings.set(`pulsedev.${name}`, user);
  window.workspaceSettings.set(`pulsedev.${name}`, workspace);
}

test('a workspace can have nothing kept on disk, and can not have it kept', () => {
  for (const [user, workspace, storage] of [
    [undefined, undefined, 'disk'],
    [undefined, 'memory', 'memory'],
    ['disk', 'memory', 'memory'],
    ['memory', 'disk', 'memory'],
  ]) {
    say('storage', user, workspace);
    assert.equal(daemonSettings().storage, storage, `${user}, ${workspace}`);
  }
});

test('a workspace can be private, and can not stop being so where the user said it', () => {
  for (const [user, workspace, expected] of [
    [undefined, undefined, false],
    [false, true, true],
    [true, false, true],
    [false, 'yes', false],
  ]) {
    say('privateWorkspace', user, workspace);
    assert.equal(isPrivate(), expected, `${user}, ${workspace}`);
  }
});

test('what user and workspace exclude is added, and what they include narrows each other', () => {
  say('exclude', ['*.a', 7], ['*.b']);
  assert.deepEqual(excludedGlobs(), ['*.a', '*.b']);
  say('include', ['*.a', ' '], ['*.b']);
  assert.deepEqual(includedGlobs(), [['*.a'], ['*.b']]);
  say('include', [], [' ', '']);
  assert.deepEqual(includedGlobs(), []);
});

test('what a daemon takes at its start alone needs another one, the rest only has to be told', () => {
  const calls: string[] = [];
  const changed = { start: () => calls.push('start'), settings: () => calls.push('settings') };
  const watching = watchSettings(changed);
  const change = (name: string) =>
    window.configuration.fire({ affectsConfiguration: (asked) => asked === `pulsedev.${name}` });
  for (const name of ['storage', 'retentionDays', 'daemon', 'quietHours', 'exclude']) {
    change(name);
  }
  watching.dispose();
  assert.deepEqual(calls, ['start', 'start', 'start', 'settings']);
});

test('a change to a private workspace and back is told once each', () => {
  const privacy = new Privacy();
  const seen: boolean[] = [];
  privacy.onDidChange(() => seen.push(privacy.on));
  for (const on of [true, true, undefined, undefined]) {
    say('privateWorkspace', undefined, on);
    window.configuration.fire({ affectsConfiguration: () => true });
  }
  assert.deepEqual(seen, [true, false]);
  privacy.dispose();
});
