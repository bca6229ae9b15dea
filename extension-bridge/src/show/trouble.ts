/** Says in the language status what keeps PulseDev from working, and is absent otherwise. */

import * as vscode from 'vscode';
import type { Bridge, Standing } from '../standing.ts';
import { plain } from './words.ts';

export class Trouble {
  readonly #listener: vscode.Disposable;
  #item: vscode.LanguageStatusItem | undefined;

  constructor(bridge: Bridge) {
    this.#listener = bridge.onDidChangeStanding((standing) => this.#show(standing));
    this.#show(bridge.standing);
  }

  dispose(): void {
    this.#listener.dispose();
    this.#clear();
  }

  #show(standing: Standing): void {
    if (standing.is !== 'missing' && standing.is !== 'failed') {
      this.#clear();
      return;
    }
    const missing = standing.is === 'missing';
    // For files only: it is no matter of the output channels and diffs that are documents too.
    this.#item ??= vscode.languages.createLanguageStatusItem('pulsedev.trouble', {
      scheme: 'file',
    });
    this.#item.name = 'PulseDev';
    this.#item.severity = missing
      ? vscode.LanguageStatusSeverity.Warning
      : vscode.LanguageStatusSeverity.Error;
    this.#item.text = missing ? 'PulseDev is not installed' : 'PulseDev has stopped';
    this.#item.detail = plain(standing.why);
    // Restarting also offers the installation again where nothing is installed.
    this.#item.command = missing
      ? { command: 'pulsedev.restart', title: 'Try Again' }
      : { command: 'pulsedev.showLogs', title: 'Show Logs' };
  }

  #clear(): void {
    this.#item?.dispose();
    this.#item = undefined;
  }
}
