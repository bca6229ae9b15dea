import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stretch } from '../../src/wire/protocol.ts';
import { settled } from '../show/parts.ts';
import { started, window } from './started.ts';

const { facts, onsets } = await import('../../src/commands/reviewing.ts');

const NINE = new Date(2026, 10, 23, 9, 0).getTime();
const MINUTE_MS = 60_000;

const STRETCH: Stretch = {
  ...{ since: NINE, until: NINE + 30 * MINUTE_MS, active: 1500, edits: 40, runs: 3, failed: 2 },
  ...{ commits: 1, files: 2, said: [] },
};
const LATER: Stretch = {
  ...STRETCH,
  ...{ since: NINE + 60 * MINUTE_MS, until: NINE + 67 * MINUTE_MS, runs: 0, failed: 0, commits: 0 },
};

/** Review a day, and choose from one list after the other. */
async function reviewed(stretches: Stretch[], ...labels: (string | undefined)[]) {
  const { bridge, run } = started();
  bridge.answers.set('pulsedev/review', { day: '2026-11-23', stretches });
  bridge.answers.set('pulsedev/label', { id: 1 });
  const done = run('reviewToday');
  for (const label of labels) {
    await settled();
    window.lists.at(-1)?.choose(label);
  }
  await done;
  return bridge.calls.filter(([method]) => method === 'pulsedev/label').map(([, said]) => said);
}

test('a review asks of one stretch after the other, and keeps each answer with its time', async () => {
  const said = await reviewed([STRETCH, LATER], 'In flow', 'Making progress');
  assert.deepEqual(said, [
    { state: 'flow', source: 'review', at: STRETCH.until, since: STRETCH.since },
    { state: 'progress', source: 'review', at: LATER.until, since: LATER.since },
  ]);
  assert.deepEqual(
    window.lists.map(({ options }) => options.title),
    ['How did it go? (1 of 2)', 'How did it go? (2 of 2)'],
  );
  assert.deepEqual(window.notes, ['$(check) Noted: 2 answers.']);
});

test('what is shown of a stretch is what was done, and nothing that was believed', () => {
  assert.equal(
    facts(STRETCH),
    '09:00 to 09:30 · 25 min active · 40 edits · 3 runs, 2 failed · 1 commit · 2 files',
  );
  assert.equal(facts(LATER), '10:00 to 10:07 · 25 min active · 40 edits · 2 files');
});

test('whoever was stuck says since when: all the time, later, or before it', async () => {
  assert.deepEqual(
    onsets(LATER).map(({ label }) => label),
    ['All the time, since 10:00', 'Since 10:05', 'Since 09:55', 'Since 09:45', 'Since 09:30'],
  );
  const [said] = await reviewed([STRETCH], 'Stuck', 'Since 09:10');
  const since = NINE + 10 * MINUTE_MS;
  assert.deepEqual(said, { state: 'stuck', source: 'review', at: STRETCH.until, since });
});

test('a stretch that is skipped is not said, and a list that is closed ends the review', async () => {
  const all = [STRETCH, STRETCH, STRETCH, STRETCH];
  const said = await reviewed(all, 'Skip', 'Interrupted', undefined);
  assert.equal(said.length, 1);
  assert.deepEqual(window.notes, ['$(check) Noted: 1 answer.']);
});

test('a list of onsets that is closed says nothing', async () => {
  assert.deepEqual(await reviewed([STRETCH, LATER], 'Stuck', undefined), []);
  assert.equal(window.notes.length, 0);
});

test('of what something was said already, nothing is asked', async () => {
  const answered: Stretch = { ...STRETCH, said: ['flow'] };
  await reviewed([answered, LATER], undefined);
  assert.equal(window.lists[0]?.options.title, 'How did it go? (1 of 1)');
  assert.match(window.lists[0]?.options.placeHolder ?? '', /^10:00/);
  window.notes.length = 0;
  await reviewed([answered]);
  await reviewed([]);
  assert.match(window.notes[0] ?? '', /You have said how all of today went/);
  assert.match(window.notes[1] ?? '', /nothing to review yet/);
});
