/** Asks how it goes where it is in nobody's way: an item in the status bar, gone after a while. */

import * as vscode from 'vscode';
import { type CancellationToken, CancellationTokenSource } from 'vscode-jsonrpc';
import type { Bridge } from '../standing.ts';
import type { Probe, Said } from '../wire/protocol.ts';
import { ANSWERS, harmless } from './words.ts';

/** As long as a breakpoint's question makes sense. */
const WAIT_MS = 600_000;

/** Right of our state. */
const PRIORITY = 9;

const COMMAND = 'pulsedev.answerProbe';

interface Choice extends vscode.QuickPickItem {
  said?: Said;
}

const NO_MORE: Choice = {
  label: "Don't ask any more",
  detail: 'The setting "Probes Per Day" brings the questions back.',
};

/** A question that waits. */
interface Asked {
  title: string;
  choices: readonly Said[];
  /** Cancelled as soon as it is over, so that no list stays open that leads nowhere. */
  over: CancellationToken;
  end(said?: Said): void;
}

export class Probes {
  readonly #item: vscode.StatusBarItem;
  readonly #listener: vscode.Disposable;
  #asked: Asked | undefined;

  constructor(bridge: Pick<Bridge, 'onDidChangeStanding'>) {
    this.#item = vscode.window.createStatusBarItem(
      'pulsedev.probe',
      vscode.StatusBarAlignment.Left,
      PRIORITY,
    );
    this.#item.name = 'PulseDev: Question';
    this.#item.command = COMMAND;
    this.#listener = bridge.onDidChangeStanding((standing) => {
      if (standing.is !== 'running' || standing.state.state === 'paused') {
        this.#asked?.end();
      }
    });
  }

  dispose(): void {
    this.#asked?.end();
    this.#listener.dispose();
    this.#item.dispose();
  }

  /** Show a question until it is answered, taken back, followed by another, or too old. */
  async ask(probe: Probe, token: CancellationToken): Promise<Said | undefined> {
    this.#asked?.end();
    const choices = probe.choices.filter((choice) => choice in ANSWERS);
    if (token.isCancellationRequested || choices.length === 0) {
      return undefined;
    }
    const over = new CancellationTokenSource();
    const answer = new Promise<Said | undefined>((resolve) => {
      const end = (said?: Said): void => {
        this.#withdraw(over);
        resolve(said);
      };
      this.#show({ title: oneLine(probe.title), choices, over: over.token, end });
    });
    const end = this.#asked?.end;
    const timer = setTimeout(() => end?.(), WAIT_MS);
    const cancelled = token.onCancellationRequested(() => end?.());
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      cancelled.dispose();
    }
  }

  /** Let the user choose; closing the list leaves the question where it is. */
  async answer(): Promise<void> {
    const asked = this.#asked;
    if (!asked) {
      throw new Error('Nothing is asked now.');
    }
    const { title, choices, over } = asked;
    const items: Choice[] = [
      ...choices.map((said) => ({ label: ANSWERS[said], said })),
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      NO_MORE,
    ];
    const chosen = await vscode.window.showQuickPick(items, { title }, over);
    if (chosen) {
      asked.end(chosen.said);
    }
    if (chosen === NO_MORE) {
      await vscode.workspace
        .getConfiguration('pulsedev')
        .update('probesPerDay', 0, vscode.ConfigurationTarget.Global);
    }
  }

  #show(asked: Asked): void {
    this.#asked = asked;
    this.#item.text = `$(comment) ${asked.title}`;
    this.#item.tooltip = 'Your answer teaches PulseDev. The question goes away by itself.';
    this.#item.accessibilityInformation = {
      label: `PulseDev asks: ${asked.title}`,
      role: 'button',
    };
    this.#item.show();
  }

  /** Take a question away; another one may stand in its place already. */
  #withdraw(over: CancellationTokenSource): void {
    if (this.#asked?.over === over.token) {
      this.#asked = undefined;
      this.#item.hide();
    }
    over.cancel();
  }
}

/** One line in which nothing is an icon or a link. */
function oneLine(title: string): string {
  return harmless(title).replaceAll('$(', '$ (');
}
