/** The page that shows what is stored, as Markdown made of numbers and our own words. No `vscode` import. */

import type { StateName, Summary, Timeline } from '../wire/protocol.ts';
import { clock, count, day } from './words.ts';

/** One row of the timeline stands for a minute. */
export const STEP_MS = 60_000;

const NEVER = [
  'what you type, copy or paste',
  'the names and paths of files, folders, branches and tests',
  'command lines and their output',
  'commit messages',
  'what an error says',
];

/** Where the day began that a moment is in, by the clock on the wall. */
export function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** How much is kept, or was, in one line. */
export function amounts(summary: Summary): string {
  return [
    count(summary.events, 'event'),
    count(summary.labels, 'label'),
    count(summary.vectors, 'feature row'),
    count(summary.states, 'verdict'),
  ].join(', ');
}

/** The whole page. */
export function page(summary: Summary, timeline: Timeline, now: number): string {
  return [
    '# What PulseDev has stored',
    `As of ${day(now)}, ${clock(now)}. ${where(summary)}`,
    table(
      ['what', 'how many'],
      [
        ['events, each of six numbers', summary.events],
        ['batches in which they came', summary.batches],
        ['rows of features computed from them', summary.vectors],
        ['verdicts', summary.states],
        ['labels: what you said of yourself', summary.labels],
      ],
    ),
    '## Today, hour by hour',
    hours(timeline),
    '## What is never kept',
    NEVER.map((what) => `- ${what}`).join('\n'),
    'A file is a number, made with a key that stays on this machine. Nothing is sent anywhere.',
    'The command **PulseDev: Delete All Data** erases all of it, **PulseDev: Export** writes it to a file.',
    '',
  ].join('\n\n');
}

function where(summary: Summary): string {
  return summary.store === 'memory'
    ? 'It is kept in memory, and forgotten when this window closes.'
    : 'It is kept on this machine.';
}

function hours(timeline: Timeline): string {
  const found = new Map<number, Map<StateName, number>>();
  timeline.t.forEach((at, row) => {
    const state = timeline.state[row] ?? 'unknown';
    if (state !== 'unknown') {
      const hour = at - ((at - midnight(at)) % (60 * STEP_MS));
      const minutes = found.get(hour) ?? new Map<StateName, number>();
      found.set(hour, minutes.set(state, (minutes.get(state) ?? 0) + 1));
    }
  });
  if (found.size === 0) {
    return 'Nothing has been judged today.';
  }
  const shown: StateName[] = ['neutral', 'flow', 'stuck', 'away', 'paused'];
  const rows = [...found].map(([hour, minutes]) => [
    clock(hour),
    ...shown.map((state) => minutes.get(state) ?? ''),
  ]);
  return `Minutes in each state.\n\n${table(['from', ...shown], rows)}`;
}

function table(head: string[], rows: (string | number)[][]): string {
  const cells = (row: (string | number)[]) =>
    `| ${row.map((cell) => cell.toLocaleString('en-US')).join(' | ')} |`;
  const rule = `|---|${'---:|'.repeat(head.length - 1)}`;
  return [cells(head), rule, ...rows.map(cells)].join('\n');
}
