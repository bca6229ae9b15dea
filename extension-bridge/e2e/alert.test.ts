/** The real daemon alerts somebody who is stuck: once, and a click on the answer becomes a label. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driven } from './driven.ts';
import { until } from './until.ts';

const ALERT = 'pulsedev/alert';

const code = driven({
  name: 'alert',
  agreed: true,
  daemon: 'stuck',
  files: { 'notes.txt': 'one\n' },
});

/** Look at the stored data until it tells of so many labels. */
async function labelled(times: number): Promise<void> {
  const { window } = code();
  await window.command('PulseDev: Show Stored Data');
  await until(`${times} labels are stored`, async () => {
    const text = await window.preview('What PulseDev has stored');
    return new RegExp(`labels: what you said of yourself\\s*${times}\\s`).test(text);
  });
}

test('Who has been stuck for a while sees it in the status bar, with the reasons.', async () => {
  const { window } = code();
  await window.says('Stuck');
  assert.match(await window.hover(), /Stuck since .*Stuck \d+ %, in flow \d+ %/);
  await window.screenshot('alert-hover');
});

test('The next save brings the alert, which names reasons and what may help.', async () => {
  const { window } = code();
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

test('"Yes, stuck" is answered by what may help, and becomes a label.', async () => {
  const { window, daemon } = code();
  await window.toast('You may have been stuck').getByText('Yes, stuck').click();
  await window.quickInput.getByText('What may help').waitFor();
  await window.screenshot('alert-what-may-help');
  await window.choose('Write the question down');
  await window.page.getByText('What did I expect').first().waitFor();
  await labelled(1);
  await window.screenshot('alert-stored-data');
  const { in: told, out: said } = await daemon.frames();
  const asked = said.find(({ method }) => method === ALERT);
  const answer = told.find(({ id, method }) => id === asked?.id && method === undefined);
  assert.deepEqual(answer?.result, { action: 'right' });
});

test('"I Am Making Progress" and "I Am Stuck" are labels, and the state follows them.', async () => {
  const { window } = code();
  await window.command('PulseDev: I Am Making Progress');
  await window.says('Neutral');
  await window.command('PulseDev: I Am Stuck');
  await window.says('Stuck');
  await labelled(3);
});

test('The alert came once.', async () => {
  const { out: said } = await code().daemon.frames();
  assert.equal(said.filter(({ method }) => method === ALERT).length, 1);
});
