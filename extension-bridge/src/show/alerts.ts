/**
 * Shows the daemon's alerts, one at a time, and hands back what the user did.
 *
 * The daemon decides when to speak and stores the answer as a label; here an alert is only held
 * back while keys come that the daemon can't know of yet.
 */

import * as vscode from 'vscode';
import type { Bridge } from '../standing.ts';
import type { Action, Alert } from '../wire/protocol.ts';
import { Helping, type Place } from './helping.ts';
import type { Quiet } from './quiet.ts';
import { harmless } from './words.ts';

/** A notification has room for two lines. */
const REASONS_IN_ALERT = 2;

/** Long enough to read one sentence twice. */
const SILENCED_MS = 8000;

const BUTTONS: readonly { title: string; action: Action }[] = [
  { title: 'Yes, stuck', action: 'right' },
  { title: 'No', action: 'wrong' },
  { title: 'Snooze', action: 'snooze' },
  { title: "Don't show again", action: 'never' },
];

export class Alerts {
  readonly #log: vscode.LogOutputChannel;
  readonly #quiet: Pick<Quiet, 'rest'>;
  readonly #helping: Helping;
  readonly #listener: vscode.Disposable;
  /** Ends the alert that is shown, as ignored. */
  #ignore: () => void = () => {};

  constructor(
    context: vscode.ExtensionContext,
    bridge: Bridge,
    log: vscode.LogOutputChannel,
    quiet: Pick<Quiet, 'rest'>,
    lastException: () => Place | undefined,
  ) {
    this.#log = log;
    this.#quiet = quiet;
    this.#helping = new Helping(bridge, lastException);
    this.#listener = bridge.onDidChangeStanding((standing) => {
      if (standing.is !== 'running') {
        this.#ignore();
      }
    });
    context.subscriptions.push(this);
  }

  dispose(): void {
    this.#ignore();
    this.#listener.dispose();
    this.#helping.dispose();
  }

  /** Show an alert until it is answered, closed, followed by another, or its daemon gone. */
  async show(alert: Alert, token: vscode.CancellationToken): Promise<Action> {
    this.#ignore();
    if (token.isCancellationRequested) {
      return 'ignored';
    }
    const ended = new Promise<'ended'>((resolve) => {
      this.#ignore = () => resolve('ended');
    });
    const cancelled = token.onCancellationRequested(this.#ignore);
    try {
      if ((await Promise.race([this.#quiet.rest(), ended])) === 'ended') {
        return 'ignored';
      }
      const shown = vscode.window.showInformationMessage(message(alert), ...titles(alert));
      const answer = await Promise.race([shown, ended]);
      return answer === 'ended' ? 'ignored' : await this.#answered(alert, answer);
    } finally {
      cancelled.dispose();
    }
  }

  async #answered(alert: Alert, title: string | undefined): Promise<Action> {
    const action = BUTTONS.find((button) => button.title === title)?.action ?? 'ignored';
    if (action === 'right') {
      // The answer goes out at once; what helps may take its time.
      this.#helping.offer(alert.reasons).catch((error: unknown) => this.#failed(error));
    } else if (action === 'never') {
      await this.#silence();
    }
    return action;
  }

  /** The daemon forgets at its end what it was told; a setting does not, and can be found again. */
  async #silence(): Promise<void> {
    try {
      await vscode.workspace
        .getConfiguration('pulsedev')
        .update('alertsPerDay', 0, vscode.ConfigurationTarget.Global);
      vscode.window.setStatusBarMessage(
        'No more alerts. The setting "Alerts Per Day" brings them back.',
        SILENCED_MS,
      );
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    // The name of the error alone: its message may quote a path.
    this.#log.error(`An alert's action failed: ${error instanceof Error ? error.name : 'unknown'}`);
    void vscode.window.showWarningMessage('PulseDev: that did not work here.');
  }
}

function titles(alert: Alert): string[] {
  return BUTTONS.filter(({ action }) => alert.actions.includes(action)).map(({ title }) => title);
}

/** Title, reasons and one suggestion, as sentences. */
export function message(alert: Alert): string {
  const reasons = alert.reasons
    .filter((reason) => (reason.effect ?? 0) > 0)
    .slice(0, REASONS_IN_ALERT)
    .map((reason) => harmless(reason.label));
  const why = reasons.length ? `: ${reasons.join(', ')}` : '';
  const [suggestion = ''] = alert.suggestions;
  return `${harmless(alert.title)}${why}. ${harmless(suggestion)}`.trim();
}
