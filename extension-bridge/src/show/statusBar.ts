/**
 * The one item in the status bar: calm, without colours of its own; its hover says why.
 *
 * What is stored is asked only while the state moves, and at most once a minute: a hover can't ask.
 */

import * as vscode from 'vscode';
import type { Consent } from '../consent.ts';
import type { Bridge, Standing } from '../standing.ts';
import type { Summary } from '../wire/protocol.ts';
import { hover, LINKED, spoken, text } from './words.ts';

/** Left of most others, but not before the branch and the errors. */
const PRIORITY = 10;

const SUMMARY_EVERY_MS = 60_000;

export class StatusBar {
  readonly #bridge: Bridge;
  readonly #consent: Consent;
  readonly #item: vscode.StatusBarItem;
  readonly #listeners: vscode.Disposable;
  #summary: Summary | undefined;
  #asked = Number.NEGATIVE_INFINITY;
  #hover = '';

  constructor(bridge: Bridge, consent: Consent) {
    this.#bridge = bridge;
    this.#consent = consent;
    this.#item = vscode.window.createStatusBarItem(
      'pulsedev.state',
      vscode.StatusBarAlignment.Left,
      PRIORITY,
    );
    this.#item.name = 'PulseDev';
    this.#listeners = vscode.Disposable.from(
      bridge.onDidChangeStanding(() => this.#show()),
      consent.onDidChange(() => this.#show()),
    );
    this.#show();
    this.#item.show();
  }

  dispose(): void {
    this.#listeners.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const standing = this.#standing();
    this.#draw(standing);
    if (standing.is !== 'running') {
      this.#summary = undefined;
      this.#asked = Number.NEGATIVE_INFINITY;
    } else if (Date.now() - this.#asked >= SUMMARY_EVERY_MS) {
      void this.#ask();
    }
  }

  /** Without consent nothing else is worth saying, whatever still shuts down. */
  #standing(): Standing {
    return this.#consent.given
      ? this.#bridge.standing
      : { is: 'waiting', declined: this.#consent.declined };
  }

  #draw(standing: Standing): void {
    this.#item.text = text(standing);
    this.#item.accessibilityInformation = { label: spoken(standing), role: 'button' };
    this.#item.command = standing.is === 'waiting' ? 'pulsedev.getStarted' : 'pulsedev.showStatus';
    const markdown = hover(standing, this.#summary, Date.now());
    // The state comes every second while it moves; a new tooltip would close the one being read.
    if (markdown !== this.#hover) {
      this.#hover = markdown;
      const tooltip = new vscode.MarkdownString(markdown, true);
      tooltip.isTrusted = { enabledCommands: [...LINKED] };
      this.#item.tooltip = tooltip;
    }
  }

  async #ask(): Promise<void> {
    this.#asked = Date.now();
    try {
      this.#summary = await this.#bridge.request('pulsedev/data/summary', {});
    } catch {
      // The daemon went away meanwhile, which the standing says.
      return;
    }
    this.#draw(this.#standing());
  }
}
