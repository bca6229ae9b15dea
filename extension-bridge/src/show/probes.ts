/** Asks how it goes where it is in nobody's way: an item in the status bar, gone after a while. */

import * as vscode from 'vscode';
import type { Probe, Said } from '../wire/protocol.ts';
import { harmless } from './words.ts';

/** As long as a breakpoint's question makes sense. */
const WAIT_MS = 600_000;

/** Right of our state. */
const PRIORITY = 9;

const COMMAND = 'pulsedev.answerProbe';

const WORDS: Record<Said, string> = {
  stuck: 'Stuck',
  progress: 'Making progress',
  flow: 'In flow',
  interrupted: 'Interrupted',
};

export class Probes {
  readonly #item: vscode.StatusBarItem;
  /** Ends the question that is shown. */
  #end: (said: Said | undefined) => void = () => {};
  #choices: Said[] = [];
  #title = '';

  constructor() {
    this.#item = vscode.window.createStatusBarItem(
      'pulsedev.probe',
      vscode.StatusBarAlignment.Left,
      PRIORITY,
    );
    this.#item.name = 'PulseDev: Question';
    this.#item.command = COMMAND;
  }

  dispose(): void {
    this.#end(undefined);
    this.#item.dispose();
  }

  /** Show a question until it is answered, taken back, or too old. */
  async ask(probe: Probe, token: vscode.CancellationToken): Promise<Said | undefined> {
    this.#end(undefined);
    this.#title = harmless(probe.title);
    this.#choices = probe.choices.filter((choice) => choice in WORDS);
    this.#item.text = `$(comment) ${this.#title}`;
    this.#item.tooltip = 'One click; it goes away by itself.';
    let timer: NodeJS.Timeout | undefined;
    const cancelled = token.onCancellationRequested(() => this.#end(undefined));
    try {
      return await new Promise<Said | undefined>((resolve) => {
        this.#end = resolve;
        timer = setTimeout(() => resolve(undefined), WAIT_MS);
        this.#item.show();
      });
    } finally {
      clearTimeout(timer);
      cancelled.dispose();
      this.#item.hide();
    }
  }

  /** Let the user choose; closing the list leaves the question where it is. */
  async answer(): Promise<void> {
    const items = this.#choices.map((said) => ({ label: WORDS[said], said }));
    const chosen = await vscode.window.showQuickPick(items, { title: this.#title });
    if (chosen) {
      this.#end(chosen.said);
    }
  }
}
