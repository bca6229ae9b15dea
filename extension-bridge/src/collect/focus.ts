/**
 * The window's focus, and how long it was gone.
 *
 * A window that is focused but not active is one that nobody touches; the daemon sees that itself,
 * by the silence, so only `focused` is told.
 */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import type { Surroundings } from './surroundings.ts';

export class Focus implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listener: vscode.Disposable;
  #focused: boolean;
  #left = performance.now();

  constructor(around: Surroundings) {
    this.#around = around;
    this.#focused = vscode.window.state.focused;
    this.#tell(0);
    this.#listener = vscode.window.onDidChangeWindowState(({ focused }) => this.#changed(focused));
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #changed(focused: boolean): void {
    if (focused === this.#focused) {
      return;
    }
    this.#focused = focused;
    if (focused) {
      this.#tell(Math.round((performance.now() - this.#left) / 1_000));
    } else {
      this.#left = performance.now();
      this.#tell(0);
      // Another window may judge next, and needs to know what happened here.
      this.#around.flush();
    }
  }

  #tell(away: number): void {
    this.#around.sink.add(Kind.focusChanged, 0, this.#focused ? 1 : 0, away, 0);
  }
}
