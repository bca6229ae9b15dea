/**
 * Which actions may help, by what marks the trouble: the daemon's suggestions, made doable.
 *
 * Every feature that the daemon has a suggestion for has an action here. No `vscode` import.
 */

import type { Reason } from '../wire/protocol.ts';
import { duration } from './words.ts';

export type Help =
  | 'changes'
  | 'history'
  | 'firstError'
  | 'breakpoint'
  | 'sideBySide'
  | 'question'
  | 'startAfresh'
  | 'break';

/** More than four is one more thing to decide. */
export const MOST = 4;

const BY_FEATURE = new Map<string, readonly Help[]>([
  ['failed_run_streak', ['changes', 'history']],
  ['since_green', ['changes', 'history']],
  ['green_share', ['changes', 'question']],
  ['error_age', ['firstError']],
  ['repeated_error_density', ['firstError', 'question']],
  ['edit_between_runs', ['question']],
  ['focus_ratio', ['question']],
  ['away_return_count', ['question']],
  ['search_count', ['question']],
  ['deletion_share', ['startAfresh']],
  ['rework_share', ['startAfresh', 'question']],
  ['undo_rate', ['breakpoint', 'startAfresh']],
  ['ping_pong_count', ['sideBySide']],
  ['step_rate', ['breakpoint']],
  ['exceptions_per_run', ['breakpoint']],
]);

/** What can be done for a feature, by its name on the wire ("undo_rate.15m"). */
export function helpFor(feature: string): readonly Help[] {
  const [name = ''] = feature.split('.', 1);
  return BY_FEATURE.get(name) ?? [];
}

/** What fits the reasons and is possible here, the strongest first; a break is always possible. */
export function fitting(reasons: readonly Reason[], possible: ReadonlySet<Help>): Help[] {
  const strongest = reasons
    .filter((reason) => (reason.effect ?? 0) > 0)
    .toSorted((one, other) => (other.effect ?? 0) - (one.effect ?? 0));
  const found = strongest
    .flatMap((reason) => helpFor(reason.feature))
    .filter((help) => possible.has(help));
  const some: Help[] = found.length ? found : ['question'];
  return [...[...new Set(some)].slice(0, MOST - 1), 'break'];
}

/** The action's name: what happens when it is chosen. */
export const TITLES: Record<Help, string> = {
  changes: 'Look at what has changed',
  history: 'Look at the earlier versions of this file',
  firstError: 'Go to the first error',
  breakpoint: 'Set a breakpoint',
  sideBySide: 'Put the two files side by side',
  question: 'Write the question down',
  startAfresh: 'Commit or stash, and start this part afresh',
  break: 'Take a break of five minutes',
};

/** One line below the name; `atException` is where the breakpoint would be. */
export function detail(help: Help, reasons: readonly Reason[], atException: boolean): string {
  switch (help) {
    case 'changes':
      return `Opens Source Control. ${lastGreen(reasons)}`.trim();
    case 'history':
      return `Opens the Timeline of saves. ${lastGreen(reasons)}`.trim();
    case 'firstError':
      return 'Read it again, aloud, and only this one.';
    case 'breakpoint':
      return atException ? 'Where the last exception was.' : 'At the line of your cursor.';
    case 'sideBySide':
      return 'Moves this file to the other side and shows the one before it here.';
    case 'question':
      return 'Opens a note with three questions. PulseDev does not read it.';
    case 'startAfresh':
      return 'Opens Source Control, where what you have can be kept.';
    case 'break':
      return 'No alerts meanwhile. The status bar says when it is over.';
  }
}

function lastGreen(reasons: readonly Reason[]): string {
  const since = reasons.find((reason) => reason.feature.split('.', 1)[0] === 'since_green')?.value;
  return since ? `The last run that passed was ${duration(since)} ago.` : '';
}

/** The note's prompts; the user's answers are theirs alone. */
export const QUESTIONS = `# What did I expect, and what happened instead?



# What would have to be true for this to work?



# What is the smallest thing that I can check next?


`;

/** The line below the first question, counted from 0. */
export const FIRST_ANSWER = 2;
