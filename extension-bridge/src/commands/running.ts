/** Quiet, pause and the daemon itself. */

import * as vscode from 'vscode';
import { midnight } from '../show/stored.ts';
import { clock } from '../show/words.ts';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

const MINUTE_MS = 60_000;

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
  };
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
