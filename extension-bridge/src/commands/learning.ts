/** What is learned from the user: training now, what came of it, and taking it back. */

import * as vscode from 'vscode';
import type { Bridge } from '../standing.ts';
import type { Card } from '../wire/protocol.ts';
import { note } from './notes.ts';
import type { Pages } from './pages.ts';
import type { Commands, Parts } from './parts.ts';

/** How often it is asked how far a training is. */
const ASK_EVERY_MS = 1000;

const PERCENT = 100;

export function learningCommands({ bridge }: Parts, pages: Pages): Commands {
  return {
    'pulsedev.trainNow': () => train(bridge, pages),
    'pulsedev.showModels': () => pages.showModels(),
    'pulsedev.rollBackModel': () => rollBack(bridge),
  };
}

async function train(bridge: Bridge, pages: Pages): Promise<void> {
  await bridge.flush();
  const before = await champions(bridge);
  const { started, why } = await bridge.request('pulsedev/train', {});
  if (!started) {
    note(`No training: ${why}.`);
    return;
  }
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'PulseDev is training' },
    (progress) => untilDone(bridge, progress),
  );
  const after = await champions(bridge);
  const fresh = after.filter((card) => before.every(({ created }) => created !== card.created));
  const told = fresh.length
    ? `New in use: ${fresh.map(({ title }) => title).join(', ')}.`
    : 'Trained. What judges stays, as nothing is better than it by more than chance.';
  const choice = await vscode.window.showInformationMessage(told, 'Show Model Cards');
  if (choice) {
    await pages.showModels();
  }
}

async function untilDone(
  bridge: Bridge,
  progress: vscode.Progress<{ message: string; increment: number }>,
): Promise<void> {
  let shown = 0;
  for (;;) {
    const { training } = await bridge.request('pulsedev/status', {});
    if (!training) {
      return;
    }
    const message = [training.stage, training.model ?? ''].join(' ').trim();
    const done = Math.max(shown, training.model ? shown : PERCENT * training.done);
    progress.report({ message, increment: (done - shown) / 2 });
    shown = done;
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
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
