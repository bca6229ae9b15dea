/** Nothing is observed before the user has agreed; after it the state is in the status bar. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { driven } from './driven.ts';
import { daemonsOf } from './processes.ts';
import { until } from './until.ts';

const code = driven({ name: 'consent', files: { 'notes.txt': 'one\n' } });

test('Before consent no daemon runs and nothing is written, whatever the user does.', async () => {
  const { window, home, daemon } = code();
  await window.says('PulseDev: off');
  await window.open('notes.txt');
  await window.type('two');
  await window.press('ControlOrMeta+S');
  await window.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  assert.deepEqual(daemonsOf(home.folder), []);
  assert.equal(existsSync(home.pulsedev), false);
  assert.equal(daemon.text(), '');
  await window.screenshot('consent-off');
});

test('The status bar leads to a walkthrough that says what is read.', async () => {
  const { window } = code();
  await window.item.click();
  await window.page.getByText('Get started with PulseDev').first().waitFor();
  await window.screenshot('consent-walkthrough');
});

test('A "no" to the question leaves it off.', async () => {
  const { window, home } = code();
  await window.command('PulseDev: Allow Observing…');
  await window.answer('Cancel');
  await window.says('PulseDev: off');
  assert.deepEqual(daemonsOf(home.folder), []);
});

test("The walkthrough's button asks, and the answer starts the daemon.", async () => {
  const { window, home } = code();
  await window.item.click();
  await window.page.getByText('Agree or not').first().click();
  await window.page.locator('.monaco-button', { hasText: 'Agree' }).first().click();
  await window.screenshot('consent-question');
  await window.answer('Allow');
  await window.says('PulseDev');
  assert.equal(daemonsOf(home.folder).length, 1);
  await window.screenshot('consent-given');
});

test('The hover says that not enough is known yet, and what is stored.', async () => {
  const { window } = code();
  const text = await window.hover();
  assert.match(text, /Not enough is known yet/);
  assert.match(text, /: \d+ events?, 0 labels/);
  await window.screenshot('consent-hover');
});

test('A private workspace has no daemon and says so, until it is observed again.', async () => {
  const { window, home } = code();
  const settings = join(home.workspace, '.vscode', 'settings.json');
  await window.command('PulseDev: Observe Nothing in This Workspace');
  await window.says('PulseDev: private');
  await until('the daemon has ended', () => daemonsOf(home.folder).length === 0);
  assert.deepEqual(JSON.parse(readFileSync(settings, 'utf8')), {
    'pulsedev.privateWorkspace': true,
  });
  assert.match(await window.hover(), /Nothing is observed in it/);
  await window.screenshot('consent-private');
  await window.command('PulseDev: Observe This Workspace Again');
  await window.says('PulseDev');
  assert.equal(daemonsOf(home.folder).length, 1);
});

test('Taking the consent back ends the daemon.', async () => {
  const { window, home } = code();
  await window.command('PulseDev: Stop Observing');
  await window.says('PulseDev: off');
  await until('the daemon has ended', () => daemonsOf(home.folder).length === 0);
});
