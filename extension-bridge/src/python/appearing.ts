/**
 * Notices that another window has installed the daemon while this one has none.
 *
 * A look reads one folder, and nothing is shown or started before there is something new in it.
 */

import * as vscode from 'vscode';
import type { Bridge } from '../standing.ts';

/** Who waits for it looks at the window, which is a reason of its own; this is for the rest. */
const LOOK_EVERY_MS = 60_000;

export interface AppearingParts {
  bridge: Pick<Bridge, 'standing' | 'onDidChangeStanding'>;
  /** Whether there is a daemon that was not there before. */
  appeared(): Promise<boolean>;
  /** Look for the daemon again, and start it. */
  found(): void;
}

export class Appearing {
  readonly #parts: AppearingParts;
  readonly #listeners: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: AppearingParts) {
    this.#parts = parts;
    this.#listeners = vscode.Disposable.from(
      parts.bridge.onDidChangeStanding(() => this.#changed()),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) {
          void this.#look();
        }
      }),
    );
    this.#changed();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#listeners.dispose();
  }

  get #missing(): boolean {
    return this.#parts.bridge.standing.is === 'missing';
  }

  #changed(): void {
    clearInterval(this.#timer);
    if (this.#missing) {
      this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    // Meanwhile somebody else may have started it.
    if (this.#missing && (await this.#parts.appeared()) && this.#missing) {
      this.#parts.found();
    }
  }
}
