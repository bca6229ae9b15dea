import assert from 'node:assert/strict';
import { test } from 'node:test';
import { midnight, page, STEP_MS } from '../../src/show/stored.ts';
import type { StateName, Timeline } from '../../src/wire/protocol.ts';
import { SUMMARY } from '../show/parts.ts';

const NINE = new Date(2026, 10, 23, 9, 0).getTime();

function timeline(states: StateName[]): Timeline {
  const t = states.map((_, minute) => NINE + minute * STEP_MS);
  return { t, state: states, p_stuck: states.map(() => 0), p_flow: states.map(() => 0) };
}

test('the page counts the minutes of each state by the hour, and leaves out what is unknown', () => {
  const states: StateName[] = [...Array<StateName>(60).fill('neutral'), 'flow', 'stuck', 'unknown'];
  const shown = page(SUMMARY, timeline(states), NINE);
  assert.match(shown, /^\| 09:00 \| 60 \| {2}\| {2}\| {2}\| {2}\|$/m);
  assert.match(shown, /^\| 10:00 \| {2}\| 1 \| 1 \| {2}\| {2}\|$/m);
});

test('a day without verdicts says so', () => {
  assert.match(page(SUMMARY, timeline(['unknown']), NINE), /Nothing has been judged today/);
});

test('the page says where it is kept, how much, and what never is', () => {
  const shown = page(SUMMARY, timeline([]), NINE);
  assert.match(shown, /As of 2026-11-23, 09:00\. It is kept in memory/);
  assert.match(shown, /\| 1,204 \|/);
  assert.match(shown, /what you type/);
});

test('the day begins at midnight by the clock on the wall', () => {
  assert.equal(midnight(NINE), new Date(2026, 10, 23).getTime());
});
