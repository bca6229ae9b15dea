import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { detail, fitting, type Help, helpFor, MOST, TITLES } from '../../src/show/help.ts';
import { reason } from './parts.ts';

const ALL = new Set(Object.keys(TITLES) as Help[]);
const DAEMON = new URL('../../../daemon/pulsedev/core/suggestions.py', import.meta.url);

test('every feature that the daemon has a suggestion for has an action', () => {
  const table = /_BY_FEATURE = \{([^}]*)\}/.exec(readFileSync(DAEMON, 'utf8'))?.[1] ?? '';
  const features = [...table.matchAll(/^ +"([a-z_]+)":/gm)].map((match) => match[1] ?? '');
  assert.ok(features.length >= 10, 'the table was read');
  for (const feature of features) {
    assert.notDeepEqual(helpFor(`${feature}.15m`), [], feature);
  }
});

test('the strongest reason decides what comes first, and a break comes last', () => {
  const reasons = [reason('undo_rate.15m', 0.3), reason('since_green', 2)];
  assert.deepEqual(fitting(reasons, ALL), ['changes', 'history', 'breakpoint', 'break']);
});

test('never more than four are offered, none twice', () => {
  const names = ['search_count', 'rework_share.15m', 'undo_rate', 'ping_pong_count', 'error_age'];
  const offered = fitting(
    names.map((name) => reason(name)),
    ALL,
  );
  assert.equal(offered.length, MOST);
  assert.equal(new Set(offered).size, MOST);
});

test('what can not be done here is not offered', () => {
  assert.deepEqual(fitting([reason('ping_pong_count.15m')], new Set(['question'])), [
    'question',
    'break',
  ]);
});

test('what speaks against being stuck offers nothing', () => {
  assert.deepEqual(fitting([reason('undo_rate.15m', -1)], ALL), ['question', 'break']);
});

test('looking at the changes says when the last run passed, where that is known', () => {
  assert.match(detail('changes', [reason('since_green')], false), /passed was 18 min ago/);
  assert.doesNotMatch(detail('changes', [reason('undo_rate.15m')], false), /passed/);
});
