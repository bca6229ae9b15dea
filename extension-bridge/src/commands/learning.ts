/** What is learned from the user: training now, what came of it, and taking it back. */

import * as vscode from 'vscode';
import { harmless, plain } from '../show/words.ts';
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

async function champions(bridge: Bridge): Promise<Card[]> {
  const { models } = await bridge.request('pulsedev/models', {});
  return models.filter(({ role }) => role === 'champion');
}

async function rollBack(bridge: Bridge): Promise<void> {
  const items = (await champions(bridge)).map((card) => ({
    label: card.title,
    description: card.created === null ? '' : new Date(card.created).toLocaleString(),
    model: card.model,
  }));
  if (items.length === 0) {
    note('Nothing was learned yet, so there is nothing to roll back.');
    return;
  }
  const chosen = await vscode.window.showQuickPick(items, { title: 'Roll Back a Model' });
  if (chosen) {
    await bridge.request('pulsedev/rollback', { model: chosen.model });
    note('The model before judges again; the same command undoes it.');
  }
}
