/** A day gone through: neutral facts of each stretch, and what the user says of it. */

import * as vscode from 'vscode';
import { clock, count, duration } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import type { Said, Stretch } from '../wire/protocol.ts';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

interface Answer extends vscode.QuickPickItem {
  /** Undefined where this stretch is left out. */
  state: Said | undefined;
}

const ANSWERS: Answer[] = [
  { label: '$(question) Stuck', state: 'stuck' },
  { label: '$(check) Fine', state: 'progress' },
  { label: '$(target) In flow', state: 'flow' },
  { label: '$(bell) Interrupted', state: 'interrupted' },
  { label: 'Skip', state: undefined },
];

const MINUTES = [5, 10, 15, 20] as const;
const MINUTE_MS = 60_000;

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
  let answered = 0;
  for (const [place, stretch] of open.entries()) {
    const title = `How did it go? (${place + 1} of ${open.length})`;
    const chosen = await vscode.window.showQuickPick(ANSWERS, {
      title,
      placeHolder: facts(stretch),
    });
    if (!chosen) {
      break;
    }
    if (chosen.state) {
      const since = chosen.state === 'stuck' ? await onset(stretch) : stretch.since;
      const label = { state: chosen.state, source: 'review', at: stretch.until, since } as const;
      await bridge.request('pulsedev/label', label);
      answered += 1;
    }
  }
  note(`Noted: ${count(answered, 'answer')}.`);
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

/** Since when they were stuck; who does not say was so all the time. */
async function onset(stretch: Stretch): Promise<number> {
  const whole = { label: `All the time, since ${clock(stretch.since)}`, since: stretch.since };
  const later = MINUTES.map((minutes) => stretch.since + minutes * MINUTE_MS)
    .filter((since) => since < stretch.until)
    .map((since) => ({ label: `Since ${clock(since)}`, since }));
  const chosen = await vscode.window.showQuickPick([whole, ...later], { title: 'Since when?' });
  return chosen?.since ?? stretch.since;
}
