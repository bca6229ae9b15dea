/**
 * Says in the language status what keeps PulseDev from working, or from keeping what it saw, and is
 * absent otherwise. What the daemon wants to be told is told once a day, whichever window hears it.
 */

import * as vscode from 'vscode';
import type { Bridge, Standing } from '../standing.ts';
import { day, harmless, plain } from './words.ts';

/** The daemon says when there is trouble, but not when it is over. */
const ASK_EVERY_MS = 60_000;

const KEY = 'pulsedev.troubleTold';

/** Different troubles that are told on one day; whoever has so many reads the log. */
const MOST_TOLD = 4;

/** What was told on a day, by any window. */
interface Told {
  day: string;
  lines: string[];
}

interface Shown {
  severity: vscode.LanguageStatusSeverity;
  text: string;
  detail: string;
  command: vscode.Command;
}

const SHOW_LOGS: vscode.Command = { command: 'pulsedev.showLogs', title: 'Show Logs' };

/** Restarting also offers the installation again where nothing is installed. */
const TRY_AGAIN: vscode.Command = { command: 'pulsedev.restart', title: 'Try Again' };

export class Trouble {
  readonly #bridge: Bridge;
  readonly #memory: vscode.Memento;
  readonly #listeners: vscode.Disposable;
  readonly #asking: NodeJS.Timeout;
  #item: vscode.LanguageStatusItem | undefined;
  /** What the daemon's status says does not work. */
  #line: string | undefined;
  /** What is to be told once somebody looks at this window. */
  #untold: string[] = [];

  constructor(bridge: Bridge, memory: vscode.Memento) {
    this.#bridge = bridge;
    this.#memory = memory;
    this.#listeners = vscode.Disposable.from(
      bridge.onDidChangeStanding(() => this.#show()),
      vscode.window.onDidChangeWindowState(() => this.#tell()),
    );
    this.#asking = setInterval(() => void this.#ask(), ASK_EVERY_MS);
    this.#asking.unref();
    this.#show();
    void this.#ask();
  }

  dispose(): void {
    clearInterval(this.#asking);
    this.#listeners.dispose();
    this.#clear();
  }

  /** The daemon wants the user to know. */
  heard(line: string): void {
    this.#untold = [...this.#untold, harmless(line)].slice(-MOST_TOLD);
    this.#tell();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#bridge.standing.is !== 'running') {
      return;
    }
    try {
      this.#line = (await this.#bridge.request('pulsedev/status', {})).trouble ?? undefined;
    } catch {
      // The daemon went away meanwhile, which the standing says.
      return;
    }
    this.#show();
  }

  /** All windows hear of one trouble: the one that the user looks at tells. */
  #tell(): void {
    if (!vscode.window.state.focused || this.#untold.length === 0) {
      return;
    }
    const today = day(Date.now());
    const told = this.#memory.get<Told>(KEY);
    const before = told?.day === today ? told.lines : [];
    const lines = [...new Set(this.#untold)].filter((line) => !before.includes(line));
    this.#untold = [];
    for (const line of lines.slice(0, MOST_TOLD - before.length)) {
      void this.#message(line);
    }
    if (lines.length) {
      const all = { day: today, lines: [...before, ...lines].slice(0, MOST_TOLD) } satisfies Told;
      void this.#memory.update(KEY, all);
    }
  }

  async #message(line: string): Promise<void> {
    if ((await vscode.window.showWarningMessage(line, SHOW_LOGS.title)) === SHOW_LOGS.title) {
      await vscode.commands.executeCommand(SHOW_LOGS.command);
    }
  }

  #show(): void {
    const shown = this.#shown(this.#bridge.standing);
    if (!shown) {
      this.#clear();
      return;
    }
    // For files only: it is no matter of the output channels and diffs that are documents too.
    this.#item ??= vscode.languages.createLanguageStatusItem('pulsedev.trouble', {
      scheme: 'file',
    });
    this.#item.name = 'PulseDev';
    Object.assign(this.#item, shown);
  }

  #shown(standing: Standing): Shown | undefined {
    const { Error: error, Warning: warning } = vscode.LanguageStatusSeverity;
    switch (standing.is) {
      case 'missing': {
        const text = 'PulseDev is not installed';
        return { severity: warning, text, detail: plain(standing.why), command: TRY_AGAIN };
      }
      case 'failed': {
        const text = 'PulseDev has stopped';
        return { severity: error, text, detail: plain(standing.why), command: SHOW_LOGS };
      }
      case 'running': {
        const text = 'PulseDev has trouble';
        const detail = this.#line && plain(this.#line);
        return detail ? { severity: warning, text, detail, command: SHOW_LOGS } : undefined;
      }
      default:
        // The next daemon says for itself what does not work.
        this.#line = undefined;
        return undefined;
    }
  }

  #clear(): void {
    this.#item?.dispose();
    this.#item = undefined;
  }
}
