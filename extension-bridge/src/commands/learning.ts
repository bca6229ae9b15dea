/** What is learned from the user: training now, what came of it, and taking it back. */

import * as vscode from 'vscode';
import { harmless, plain, when } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import type { Card, WorkDone } from '../wire/protocol.ts';
import { note } from './notes.ts';
import type { Pages } from './pages.ts';
import type { Commands, Parts } from './parts.ts';

export function learningCommands({ bridge }: Parts, pages: Pages): Commands {
  return {
    'pulsedev.trainNow': () => train(bridge, pages),
    'pulsedev.showModels': () => pages.showModels(),
    'pulsedev.rollBackModel': () => rollBack(bridge),
  };
}

async function train(bridge: Bridge, pages: Pages): Promise<void> {
  const { started, line } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'PulseDev: training' },
    (progress) => bridge.train(shownIn(progress)),
  );
  if (!started) {
    void vscode.window.showInformationMessage(`PulseDev: no training: ${harmless(line)}.`);
    return;
  }
  // It may have failed, or found too little: only the daemon knows what came of it.
  const told = `PulseDev: ${harmless(line) || 'the training has ended'}.`;
  if (await vscode.window.showInformationMessage(told, 'Show Model Cards')) {
    await pages.showModels();
  }
}

/** Show how far it is; a notification wants to know by how much more, and no bar runs backwards. */
function shownIn(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): (done: WorkDone) => void {
  let shown = 0;
  return (done) => {
    if (done.kind === 'report') {
      const percentage = Math.max(shown, done.percentage ?? shown);
      progress.report({ message: plain(done.message ?? ''), increment: percentage - shown });
      shown = percentage;
    }
  };
}

interface Swap extends vscode.QuickPickItem {
  model: string;
  /** What will be so, in sentences. */
  detail: string;
}

async function rollBack(bridge: Bridge): Promise<void> {
  const { models } = await bridge.request('pulsedev/models', {});
  const choices = swaps(models, Date.now());
  if (choices.length === 0) {
    note('Nothing was learned yet, so there is nothing to roll back.');
    return;
  }
  const chosen = await vscode.window.showQuickPick(choices, { title: 'Roll Back a Model' });
  if (!chosen) {
    return;
  }
  const answer = await vscode.window.showWarningMessage(
    `Roll back? ${chosen.label}`,
    { modal: true, detail: `${chosen.detail} Rolling back once more undoes it.` },
    'Roll Back',
  );
  if (answer === 'Roll Back') {
    await bridge.request('pulsedev/rollback', { model: chosen.model });
    note(`Rolled back: ${chosen.label}.`);
  }
}

/** What can change places: a model and the one before it, each of which may be what is built in. */
export function swaps(cards: readonly Card[], now: number): Swap[] {
  const kept = cards.filter(({ role }) => role === 'champion' || role === 'previous');
  return [...new Set(kept.map(({ model }) => model))].map((model) => {
    const [champion, previous] = (['champion', 'previous'] as const).map((role) =>
      kept.find((card) => card.model === model && card.role === role),
    );
    const { title } = champion ?? previous ?? { title: model };
    const detail = `In use now: ${made(champion, now)}. After it: ${made(previous, now)}.`;
    return { label: harmless(title).replaceAll('$(', '$ ('), model, detail };
  });
}

function made(card: Card | undefined, now: number): string {
  if (!card) {
    return 'what is built in';
  }
  return card.created === null ? 'one of unknown age' : `the one of ${when(card.created, now)}`;
}
