/** Quiet, pause and the daemon itself. */

import * as vscode from 'vscode';
import { midnight } from '../show/stored.ts';
import { clock } from '../show/words.ts';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

const MINUTE_MS = 60_000;

/** JSON-RPC's code for a method that is not there. */
const METHOD_NOT_FOUND = -32601;

export function runningCommands({ bridge, log }: Parts): Commands {
  return {
    'pulsedev.snooze': async () => {
      const choice = await pick('No alerts for', [
        { label: '15 minutes', minutes: 15 },
        { label: '1 hour', minutes: 60 },
        { label: 'The rest of the day', minutes: minutesLeft(Date.now()) },
      ]);
      if (choice) {
        const { until } = await bridge.request('pulsedev/snooze', { minutes: choice.minutes });
        note(`No alerts${until === null ? '' : ` until ${clock(until)}`}.`);
      }
    },
    'pulsedev.pause': async () => {
      const choice = await pick('Observe nothing for', [
        { label: '15 minutes', minutes: 15 },
        { label: '1 hour', minutes: 60 },
        { label: 'Until I resume', minutes: undefined },
      ]);
      if (choice) {
        await bridge.pause(choice.minutes);
      }
    },
    'pulsedev.resume': () => bridge.resume(),
    'pulsedev.restart': () => bridge.restart(),
    'pulsedev.showLogs': async () => log.show(),
    'pulsedev.trainNow': async () => {
      const started = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: 'PulseDev is training' },
        async () => train(bridge),
      );
      note(started ? 'Training has begun.' : 'There is nothing new to learn from yet.');
    },
  };
}

async function train(bridge: Parts['bridge']): Promise<boolean> {
  try {
    return (await bridge.request('pulsedev/train', {})).started;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === METHOD_NOT_FOUND) {
      throw new Error('This version of the daemon does not train personal models yet.');
    }
    throw error;
  }
}

interface Span {
  label: string;
  minutes: number | undefined;
}

async function pick<T extends Span>(title: string, spans: T[]): Promise<T | undefined> {
  return vscode.window.showQuickPick(spans, { title });
}

/** Minutes until midnight by the clock on the wall; a day of 23 or 25 hours has another midnight. */
export function minutesLeft(now: number): number {
  const NOON_TOMORROW_MS = 36 * 60 * MINUTE_MS;
  const tomorrow = midnight(midnight(now) + NOON_TOMORROW_MS);
  return Math.max(1, Math.ceil((tomorrow - now) / MINUTE_MS));
}
