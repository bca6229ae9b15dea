/**
 * The real daemon alerts somebody who is stuck, whose windows share one state: once, in the window
 * that the person is in, and a click on the answer becomes a label.
 */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { driven } from './driven.ts';
import type { Window } from './window.ts';

const ALERT = 'pulsedev/alert';

const code = driven({
  name: 'alert',
  agreed: true,
  daemon: 'stuck',
  files: { 'notes.txt': 'one\n' },
});

let second: Window;

test('Who has been stuck for a while sees it in the status bar, with the reasons.', async () => {
  const { window } = code();
  await window.says('Stuck');
  assert.match(await window.hover(), /Stuck since .*Stuck \d+ %, in flow \d+ %/);
  await window.screenshot('alert-hover');
});

test('The stored data are shown: how much since when, and what happened in words.', async () => {
  const { window } = code();
  await window.command('PulseDev: Show Stored Data');
  const text = await window.preview('What PulseDev has stored');
  assert.match(text, /Kept since \d\d:\d\d: [\d.]+ kB in a folder that is open to you alone/);
  assert.match(text, /\d\d:\d\d:\d\d window \d+ document \d{5}: typed \d+ characters/);
  await window.screenshot('alert-stored-data');
});

test('Another window shows the same state as soon as it is there.', async () => {
  const { home } = code();
  const folder = join(home.folder, 'second');
  home.repository(folder, { 'second.txt': 'two\n' });
  second = await code().secondWindow(folder);
  await second.says('Stuck');
  await second.open('second.txt');
  await second.type('y');
});

test('The next save brings the alert, which names reasons and what may help.', async () => {
  const { window } = code();
  await window.page.bringToFront();
  await window.open('notes.txt');
  await window.type('x');
  await window.press('ControlOrMeta+S');
  const alert = window.toast('You may have been stuck for');
  // The daemon waits until the hands have rested for ten seconds.
  await alert.waitFor();
  assert.equal(await alert.count(), 1);
  await window.shown(alert);
  await window.screenshot('alert');
  const buttons = await alert.locator('.monaco-button').allTextContents();
  assert.deepEqual(buttons, ['Yes, stuck', 'No', 'Snooze', "Don't show again"]);
});

test('"Yes, stuck" is answered by what may help, and goes to the daemon.', async () => {
  const { window, daemon } = code();
  await window.toast('You may have been stuck').getByText('Yes, stuck').click();
  await window.quickInput.getByText('What may help').waitFor();
  await window.screenshot('alert-what-may-help');
  await window.choose('Write the question down');
  await window.page.getByText('What did I expect').first().waitFor();
  const { in: told, out: said } = await daemon.frames();
  const asked = said.find(({ method }) => method === ALERT);
  const answer = told.find(({ id, method }) => id === asked?.id && method === undefined);
  assert.deepEqual(answer?.result, { action: 'right' });
});

test('What is said in one window is followed by the state of all.', async () => {
  const { window } = code();
  await window.command('PulseDev: I Am Making Progress');
  await window.says('Neutral');
  await second.says('Neutral');
  await second.command('PulseDev: I Am Stuck');
  await second.says('Stuck');
  await window.says('Stuck');
  await second.screenshot('alert-other-window');
});

test('The alert came once, and in no other window.', async () => {
  assert.equal(await second.toast('').count(), 0);
  const { out: said } = await code().daemon.frames();
  assert.equal(said.filter(({ method }) => method === ALERT).length, 1);
});

test('Deleted, nothing is left of it, three labels among it, and nothing is believed anywhere.', async () => {
  const { window } = code();
  await window.page.bringToFront();
  await window.command('PulseDev: Delete…', 'All');
  await window.page.getByText(/^\d+ events, 3 labels, .* This cannot be undone\.$/).waitFor();
  await window.screenshot('alert-delete');
  await window.answer('Delete');
  await window
    .toast('Deleted: ')
    .getByText(/3 labels/)
    .waitFor();
  await window.says('PulseDev');
  await second.says('PulseDev');
});
