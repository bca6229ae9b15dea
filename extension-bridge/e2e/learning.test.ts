/**
 * Learning as a user meets it, with the real daemon: a day is reviewed, a question stands quietly in
 * the status bar, training now says what came of it, and model cards are a page.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Requests, WorkDone } from '../src/wire/protocol.ts';
import { PYTHON } from '../test/wire/peer.ts';
import { driven } from './driven.ts';
import { until } from './until.ts';

/** Importing what trains takes seconds on a cold disk, and it yields to all others. */
const TRAINED_MS = 180_000;

const QUESTION = join(import.meta.dirname, 'daemons', 'question.py');

const code = driven({
  name: 'learning',
  agreed: true,
  daemon: 'stuck',
  files: { 'notes.txt': 'one\n' },
});

/** The labels that the daemon got, whatever time they speak of. */
async function labels(): Promise<Requests['pulsedev/label'][0][]> {
  const { in: told } = await code().daemon.frames();
  const sent = told.filter(({ method }) => method === 'pulsedev/label');
  return sent.map(({ params }) => params as unknown as Requests['pulsedev/label'][0]);
}

test('The commands of learning are in the palette.', async () => {
  const { window } = code();
  await window.says('Stuck');
  for (const title of [
    ...['Train Now', 'Show Model Cards', 'Roll Back Model…'],
    ...['Review Today…', 'Answer the Question'],
  ]) {
    await window.offers(`PulseDev: ${title}`);
  }
});

test('A review shows what was done in a stretch, and no verdict; the answer is a label.', async () => {
  const { window } = code();
  await window.command('PulseDev: Review Today…');
  await window.quickInput.getByText('How did it go?').waitFor();
  const facts = await window.quickInput.locator('input').first().getAttribute('placeholder');
  assert.match(facts ?? '', /^\d\d:\d\d to \d\d:\d\d · .* active · [\d,]+ edits?/);
  await window.screenshot('learning-review');
  await window.choose('Stuck');
  await window.quickInput.getByText('Stuck since when?').waitFor();
  await window.screenshot('learning-onset');
  await window.quickInput.getByText('All the time').click();
  const [label] = await until('the answer has arrived', async () => {
    const found = await labels();
    return found.length > 0 && found;
  });
  assert.deepEqual([label?.state, label?.source], ['stuck', 'review']);
  assert.ok(Number(label?.since) < Number(label?.at));
  await window.press('Escape');
});

test('A question stands in the status bar without a pop-up, and goes with its answer.', async () => {
  const { window, home, daemon } = code();
  execFileSync(PYTHON, [QUESTION, join(home.pulsedev, 'data', 'pulsedev.db')]);
  await window.question.waitFor();
  assert.equal(await window.toast('').count(), 0);
  await window.screenshot('learning-question');
  await window.question.click();
  await window.choose('Making progress');
  await window.question.waitFor({ state: 'hidden' });
  const { in: told, out: said } = await daemon.frames();
  const asked = said.find(({ method }) => method === 'pulsedev/probe');
  const answer = told.find(({ id, method }) => id === asked?.id && method === undefined);
  assert.deepEqual(answer?.result, { state: 'progress' });
});

test('Training now says what came of it, in the words of the daemon.', async () => {
  const { window, daemon } = code();
  await window.command('PulseDev: Train Now');
  const end = window.toast('Show Model Cards');
  await end.waitFor({ timeout: TRAINED_MS });
  await window.shown(end);
  await window.screenshot('learning-trained');
  const { out: said } = await daemon.frames();
  const progress = said.filter(({ method }) => method === '$/progress');
  const last = progress.at(-1)?.params as { value: WorkDone } | undefined;
  assert.equal(last?.value.kind, 'end');
  const line = last.value.kind === 'end' && last.value.message;
  assert.ok(line, 'the daemon says what came of it');
  assert.ok((await end.textContent())?.includes(line));
});

test('Model cards are a page, which says of each model what it needs or how well it does.', async () => {
  const { window } = code();
  await window.command('PulseDev: Show Model Cards');
  const text = await window.preview('Stuck detection');
  assert.match(text, /Flow prediction/);
  assert.match(text, /Training: /);
  await window.screenshot('learning-cards');
});
