import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayPage, midnight, page, STEP_MS, type Stored } from '../../src/show/stored.ts';
import { Kind, type StateName, type Timeline } from '../../src/wire/protocol.ts';
import { SUMMARY } from '../show/parts.ts';

const NINE = new Date(2026, 10, 23, 9, 0).getTime();

const SAVED = { t: NINE, window: 2, kind: Kind.fileSaved, doc: 9_876_543_210, a: 12, b: 0, c: 0 };

function timeline(states: StateName[]): Timeline {
  const t = states.map((_, minute) => NINE + minute * STEP_MS);
  return { t, state: states, p_stuck: states.map(() => 0), p_flow: states.map(() => 0) };
}

function shown(given: Partial<Stored> = {}): string {
  const nothing = { timeline: timeline([]), events: [], names: new Map() };
  return page({ summary: SUMMARY, ...nothing, keptDays: 30, now: NINE, ...given });
}

test('the page counts the minutes of each state by the hour, and leaves out what is unknown', () => {
  const states: StateName[] = [...Array<StateName>(60).fill('neutral'), 'flow', 'stuck', 'unknown'];
  const text = shown({ timeline: timeline(states) });
  assert.match(text, /^\| 09:00 \| 60 \| {2}\| {2}\| {2}\| {2}\|$/m);
  assert.match(text, /^\| 10:00 \| {2}\| 1 \| 1 \| {2}\| {2}\|$/m);
});

test('a day without verdicts says so', () => {
  assert.match(shown({ timeline: timeline(['unknown']) }), /Nothing has been judged today/);
});

test('the page says since when it is kept, how much, where, until when, and what never is', () => {
  const text = shown();
  assert.match(text, /As of 2026-11-23, 09:00\. Kept since 2026-11-20, 08:30: 1\.2 MB in a folder/);
  assert.match(text, /open to you alone; `pulsedev doctor` names it/);
  assert.match(text, /kept for 30 days, the oldest until 2026-12-20;/);
  assert.match(text, /\| 1,204 \|/);
  assert.match(text, /what you type/);
});

test('what is kept for ever says so', () => {
  assert.match(shown({ keptDays: 0 }), /All of it is kept until you delete it\./);
});

test('the page of a store in memory says that nothing is kept', () => {
  const summary = { ...SUMMARY, store: 'memory' as const, since: null, bytes: 0 };
  const text = shown({ summary });
  assert.match(text, /Nothing is kept on disk: what is counted here is forgotten when this window/);
  assert.match(text, /In memory they are counted, not kept\./);
});

test('events are told in words, with the name of a document that is open', () => {
  const names = new Map([[9_876_543_210, 'src/_a_.py']]);
  const text = shown({ events: [SAVED], names }).replaceAll('\\', '');
  assert.match(
    text,
    /^- 09:00:00 {1,2}window 2 {1,2}document 43210 \(src\/_a_\.py\): saved \(12 lines\)$/m,
  );
});

test('a name can not become markup', () => {
  const names = new Map([[9_876_543_210, '[x](command:y)\n# z']]);
  const text = shown({ events: [SAVED], names });
  assert.ok(!text.includes('[x](command:y)'));
  assert.doesNotMatch(text, /^# z/m);
});

test('the page of a day has a line for each event, or says that there is none', () => {
  assert.equal(
    dayPage('That day', [SAVED], new Map()),
    'That day\n\n09:00:00  window 2  document 43210: saved (12 lines)\n',
  );
  assert.match(dayPage('That day', [], new Map()), /No events are kept of it\./);
});

test('the day begins at midnight by the clock on the wall', () => {
  assert.equal(midnight(NINE), new Date(2026, 10, 23).getTime());
});
