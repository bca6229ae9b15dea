/**
 * Yes and no to being observed, at all or in this workspace. The walkthrough has said what is read;
 * elsewhere it is said here.
 */

import * as vscode from 'vscode';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

const READS =
  'PulseDev counts edits, saves, focus changes, errors, test runs, commands and commits, as numbers ' +
  'without text or names, and judges them on this machine. It keeps these numbers for 30 days, and ' +
  'what you say of yourself until you delete it, in a folder that is open to you alone; with ' +
  '"pulsedev.storage" set to "memory" it keeps nothing. It sends nothing anywhere. You can stop it, ' +
  'look at what it has stored, take it along, and delete it at any time.';

const WITHOUT_TELEMETRY =
  "Telemetry is off in VS Code. PulseDev does not send any: it counts for you alone. If you don't " +
  'want even that, leave it off.';

export function consentCommands(
  context: vscode.ExtensionContext,
  { consent, privacy }: Parts,
): Commands {
  return {
    'pulsedev.getStarted': async () => {
      const walkthrough = `${context.extension.id}#begin`;
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
    },
    'pulsedev.allowObserving': async (...given) => {
      if (await agreed(given[0] === 'read')) {
        await consent.give();
      }
    },
    'pulsedev.stopObserving': async () => {
      await consent.withdraw();
      note('PulseDev is off. Nothing is observed.');
    },
    'pulsedev.observeNothingHere': async () => {
      await privacy.set(true);
      note('Nothing is observed in this workspace.');
    },
    'pulsedev.observeHereAgain': () => privacy.set(false),
  };
}

/** Ask, unless the user has just read all that the question would say. */
async function agreed(read: boolean): Promise<boolean> {
  const telemetry = vscode.env.isTelemetryEnabled;
  if (read && telemetry) {
    return true;
  }
  const answer = await vscode.window.showInformationMessage(
    'May PulseDev observe how you work in VS Code?',
    { modal: true, detail: telemetry ? READS : `${READS}\n\n${WITHOUT_TELEMETRY}` },
    'Allow',
  );
  return answer === 'Allow';
}
