import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clock,
  duration,
  hover,
  LINKED,
  literal,
  size,
  spoken,
  text,
  when,
} from '../../src/show/words.ts';
import type { Standing } from '../../src/standing.ts';
import { reason, running, SUMMARY, state } from './parts.ts';

const NOON = new Date(2026, 10, 23, 12, 0).getTime();

test('each standing has an icon and a short word', () => {
  const shown = (standing: Standing) => text(standing);
  assert.equal(shown({ is: 'waiting', declined: false }), '$(pulse) PulseDev: off');
  assert.equal(shown({ is: 'starting' }), '$(pulse) PulseDev: starting');
  assert.equal(shown({ is: 'missing', why: '' }), '$(warning) PulseDev');
  assert.equal(shown({ is: 'failed', why: '' }), '$(warning) PulseDev');
  assert.equal(shown(running('unknown')), '$(pulse) PulseDev');
  assert.equal(shown(running('neutral')), '$(pulse) Neutral');
  assert.equal(shown(running('stuck')), '$(question) Stuck');
  assert.equal(shown(running('flow')), '$(target) Flow');
  assert.equal(shown(running('away')), '$(coffee) Away');
  assert.equal(shown(running('paused')), '$(debug-pause) Paused');
});

test('a private workspace says so', () => {
  assert.equal(text({ is: 'private' }), '$(eye-closed) PulseDev: private');
  assert.equal(spoken({ is: 'private' }), 'PulseDev: private');
});

test('the hover says until when a pause lasts, as far as it is known here', () => {
  const said = (until: number | null | undefined) =>
    hover({ is: 'running', state: state('paused'), until }, SUMMARY, 0).split('\n')[0];
  assert.equal(said(NOON), '**Paused** until 12:00');
  assert.equal(said(null), '**Paused** until you resume');
  assert.equal(said(undefined), '**Paused** elsewhere, for all windows');
});

test('a pause with an end says when', () => {
  assert.equal(text(running('paused', [], NOON)), '$(debug-pause) Paused until 12:00');
});

test('the hover says since when, how likely, why, by which model and what is stored', () => {
  const stuck = running('stuck', [reason('since_green', 1, 'no run for 18 min')]);
  const said = hover(stuck, SUMMARY, 0).replaceAll('\\', '');
  assert.match(said, /\*\*Stuck\*\* since \d\d:\d\d/);
  assert.match(said, /Stuck 71 %, in flow 4 %\./);
  assert.match(said, /^- no run for 18 min$/m);
  assert.match(said, /Model: evidence-1\./);
  assert.match(said, /Kept on this machine since 2026-11-20: 1,204 events, 1 label\./);
});

test('the hover of what is no judgement of the work gives no chances and no reasons', () => {
  for (const name of ['unknown', 'away', 'paused'] as const) {
    const said = hover(running(name, [reason('since_green')]), SUMMARY, 0);
    assert.doesNotMatch(said, /%|since_green/);
  }
});

test('the hover says what else is worth knowing, as text, and only of work', () => {
  const remarks = [{ kind: 'anomaly', label: 'unusual for [you](command:x)', value: 1, usual: 0 }];
  const said = (name: 'stuck' | 'paused') =>
    hover({ is: 'running', state: { ...state(name), remarks }, until: null }, undefined, 0);
  assert.match(said('stuck'), /Also:\n\n- unusual for \\\[you\\\]\\\(command/);
  assert.doesNotMatch(said('paused'), /Also/);
  const { remarks: _, ...older } = state('stuck');
  assert.doesNotMatch(hover({ is: 'running', state: older, until: null }, undefined, 0), /Also/);
});

test('the hover leaves out what speaks against the state', () => {
  const said = hover(running('neutral', [reason('for', 1), reason('against', -1)]), undefined, 0);
  assert.match(said, /for/);
  assert.doesNotMatch(said, /^- against/m);
});

test('a hover links to nothing but the listed commands', () => {
  const standings: Standing[] = [
    { is: 'waiting', declined: true },
    { is: 'private' },
    { is: 'missing', why: 'x' },
    running('stuck'),
    running('paused'),
  ];
  const all = standings.map((standing) => hover(standing, SUMMARY, 0)).join('\n');
  const linked = [...all.matchAll(/\]\(command:([^)]*)\)/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(linked)].sort(), [...LINKED].sort());
});

test('what the daemon says can not become a link, an icon, an entity or a line of its own', () => {
  const evil = '[a](command:x) $(bug) <b> &amp; `c`\n# *d*';
  const said = literal(evil);
  assert.doesNotMatch(said, /\n|\$|(?<!\\)[[\]()<>`*]/);
  assert.doesNotMatch(said, /&(?!#36;)(?<!\\&)/);
  assert.match(
    hover({ is: 'failed', why: '[a](command:x)' }, undefined, 0),
    /\\\[a\\\]\\\(command/,
  );
});

test('a time of another day has its day', () => {
  assert.equal(when(NOON, NOON + 3_600_000), '12:00');
  assert.equal(when(NOON, NOON + 86_400_000), '2026-11-23, 12:00');
  assert.equal(clock(NOON + 65 * 60_000), '13:05');
});

test('sizes are said in the largest unit that makes sense', () => {
  assert.deepEqual([0, 1, 999, 1_000, 1_250_000, 4.2e12].map(size), [
    ...['0 bytes', '1 byte', '999 bytes', '1.0 kB', '1.3 MB', '4200.0 GB'],
  ]);
});

test('lengths of time are said as the daemon says them', () => {
  assert.deepEqual([44.6, 1080, 9000].map(duration), ['45 s', '18 min', '2.5 h']);
});
