/** A day gone through: neutral facts of each stretch, and what the user says of it. */

import * as vscode from 'vscode';
import { ANSWERS, clock, count, duration } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import type { Said, Stretch } from '../wire/protocol.ts';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

interface Answer extends vscode.QuickPickItem {
  /** Undefined where this stretch is left out. */
  state: Said | undefined;
}

const CHOICES: Answer[] = [
  ...(['stuck', 'progress', 'flow', 'interrupted'] as const).map((state) => ({
    label: ANSWERS[state],
    state,
  })),
  { label: 'Skip', state: undefined },
];

/** Minutes from the beginning of a stretch at which one may have got stuck; before it, too. */
const ONSETS = [5, 10, 15, 20, 25, -5, -15, -30] as const;
const MINUTE_MS = 60_000;

/** Who looks something up, to remember, comes back to the same question. */
const STAYING = { ignoreFocusOut: true };

export function reviewingCommands({ bridge }: Parts): Commands {
  return { 'pulsedev.reviewToday': () => review(bridge) };
}

async function review(bridge: Bridge): Promise<void> {
  await bridge.flush();
  const { stretches } = await bridge.request('pulsedev/review', {});
  const open = stretches.filter(({ said }) => said.length === 0);
  if (open.length === 0) {
    note(
      stretches.length ? 'You have said how all of today went.' : 'There is nothing to review yet.',
    );
    return;
  }
  const answered = await goThrough(bridge, open);
  if (answered > 0) {
    note(`Noted: ${count(answered, 'answer')}.`);
  }
}

/** Ask of one stretch after the other until a list is closed; what was said is kept at once. */
async function goThrough(bridge: Bridge, stretches: readonly Stretch[]): Promise<number> {
  let answered = 0;
  for (const [place, stretch] of stretches.entries()) {
    const title = `How did it go? (${place + 1} of ${stretches.length})`;
    const asked = { ...STAYING, title, placeHolder: facts(stretch) };
    const answer = await vscode.window.showQuickPick(CHOICES, asked);
    const since = answer?.state === 'stuck' ? await onset(stretch) : stretch.since;
    if (!answer || since === undefined) {
      break;
    }
    if (answer.state) {
      const label = { state: answer.state, source: 'review', at: stretch.until, since } as const;
      await bridge.request('pulsedev/label', label);
      answered += 1;
    }
  }
  return answered;
}

/** What was done, and nothing of what was believed: nobody is to be led. */
export function facts(stretch: Stretch): string {
  const { since, until, active, edits, runs, failed, commits, files } = stretch;
  const shown = [
    `${clock(since)} to ${clock(until)}`,
    `${duration(active)} active`,
    count(edits, 'edit'),
    runs ? `${count(runs, 'run')}, ${failed} failed` : '',
    commits ? count(commits, 'commit') : '',
    files ? count(files, 'file') : '',
  ];
  return shown.filter((part) => part).join(' · ');
}

/** Since when they were stuck; undefined where the list was closed, which says nothing. */
async function onset(stretch: Stretch): Promise<number | undefined> {
  const asked = { ...STAYING, title: 'Stuck since when?', placeHolder: facts(stretch) };
  return (await vscode.window.showQuickPick(onsets(stretch), asked))?.since;
}

/** The beginning first, then what is later, then what came before. */
export function onsets({ since, until }: Stretch): { label: string; since: number }[] {
  const others = ONSETS.map((minutes) => since + minutes * MINUTE_MS).filter((at) => at < until);
  return [
    { label: `All the time, since ${clock(since)}`, since },
    ...others.map((at) => ({ label: `Since ${clock(at)}`, since: at })),
  ];
}
