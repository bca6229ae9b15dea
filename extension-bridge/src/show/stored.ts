/** The page that shows what is stored, as Markdown made of numbers and our own words. No `vscode` import. */

import type { StateName, Summary, Timeline } from '../wire/protocol.ts';
import { type KeptEvent, line, type Names } from './records.ts';
import { clock, count, day, literal, size, when } from './words.ts';

/** One row of the timeline stands for a minute. */
export const STEP_MS = 60_000;

const DAY_MS = 24 * 3_600_000;

/** What is on the page. */
export interface Stored {
  summary: Summary;
  timeline: Timeline;
  /** The newest first. */
  events: readonly KeptEvent[];
  names: Names;
  /** For how many days events are kept; 0 for ever. */
  keptDays: number;
  now: number;
}

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
    count(summary.alerts, 'alert'),
  ].join(', ');
}

/** The whole page. */
export function page(stored: Stored): string {
  const { summary, timeline, now } = stored;
  return [
    '# What PulseDev has stored',
    `As of ${day(now)}, ${clock(now)}. ${where(stored)}`,
    table(
      ['what', 'how many'],
      [
        ['events, each of six numbers', summary.events],
        ['batches in which they came', summary.batches],
        ['rows of features computed from them', summary.vectors],
        ['verdicts', summary.states],
        ['alerts', summary.alerts],
        ['labels: what you said of yourself', summary.labels],
      ],
    ),
    '## Today, hour by hour',
    hours(timeline),
    '## The newest events',
    newestOf(stored),
    '## What is never kept',
    NEVER.map((what) => `- ${what}`).join('\n'),
    'A file is a number, made with a key that stays on this machine; its name is shown here where it is open now, and never kept. Nothing is sent anywhere.',
    '**PulseDev: Show Stored Events…** shows the events of any day, **PulseDev: Export…** writes all of it to a file, **PulseDev: Delete…** erases the last hour, today, or all.',
    '',
  ].join('\n\n');
}

function where({ summary, keptDays, now }: Stored): string {
  if (summary.store === 'memory') {
    return 'Nothing is kept on disk: what is counted here is forgotten when this window closes.';
  }
  const since =
    summary.since === null ? 'Nothing is kept yet' : `Kept since ${when(summary.since, now)}`;
  const folder = 'in a folder that is open to you alone; `pulsedev doctor` names it.';
  return `${since}: ${size(summary.bytes)} ${folder} ${kept(summary.since, keptDays)}`;
}

/** Until when events are kept. */
function kept(since: number | null, days: number): string {
  if (days === 0) {
    return 'All of it is kept until you delete it.';
  }
  const until = since === null ? '' : `, the oldest until ${day(since + days * DAY_MS)}`;
  return `Events and verdicts are kept for ${count(days, 'day')}${until}; labels and alerts until you delete them.`;
}

function newestOf({ summary, events, names }: Stored): string {
  if (events.length === 0) {
    return summary.store === 'memory' ? 'In memory they are counted, not kept.' : 'There are none.';
  }
  return events.map((event) => `- ${literal(line(event, names))}`).join('\n');
}

/** The events of a day as plain text. */
export function dayPage(title: string, events: readonly KeptEvent[], names: Names): string {
  const none = events.length ? [] : ['No events are kept of it.'];
  return [title, '', ...none, ...events.map((event) => line(event, names)), ''].join('\n');
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
