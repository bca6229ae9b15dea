/**
 * Every command of PulseDev. An error of any of them is one line, and none of them says anything
 * that was not asked for.
 */

import * as vscode from 'vscode';
import { plain } from '../show/words.ts';
import { consentCommands } from './agreeing.ts';
import { watchContext } from './contextKeys.ts';
import { dataCommands } from './data.ts';
import { judgementCommands } from './judgement.ts';
import { labelCommands } from './labels.ts';
import { learningCommands } from './learning.ts';
import { Pages } from './pages.ts';
import type { Command, Commands, Parts } from './parts.ts';
import { reviewingCommands } from './reviewing.ts';
import { runningCommands } from './running.ts';

/** Register all commands and keep their context keys. */
export function registerCommands(
  context: vscode.ExtensionContext,
  parts: Parts,
): vscode.Disposable {
  const pages = new Pages(parts.bridge);
  const all: Commands = {
    ...labelCommands(parts),
    ...runningCommands(parts),
    ...judgementCommands(parts),
    ...consentCommands(context, parts),
    ...dataCommands(parts, pages),
    ...learningCommands(parts, pages),
    ...reviewingCommands(parts),
    'pulsedev.answerProbe': () => parts.probes.answer(),
  };
  const registered = Object.entries(all).map(([id, run]) =>
    vscode.commands.registerCommand(id, (...given: unknown[]) => guarded(run, given)),
  );
  return vscode.Disposable.from(watchContext(parts), pages, ...registered);
}

async function guarded(run: Command, given: unknown[]): Promise<void> {
  try {
    await run(...given);
  } catch (error) {
    const why = plain(error instanceof Error ? error.message : String(error));
    void vscode.window.showErrorMessage(`PulseDev: ${why}`);
  }
}
