/** Whether nothing is observed in this workspace, because the settings say so. */

import * as vscode from 'vscode';
import { isPrivate } from './config.ts';

export class Privacy {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  #on = isPrivate();
  readonly onDidChange: vscode.Event<void> = this.#changed.event;

  constructor() {
    this.#listener = vscode.workspace.onDidChangeConfiguration(() => this.#review());
  }

  get on(): boolean {
    return this.#on;
  }

  /** Write it into the workspace's settings; rejects with one line where there are none. */
  async set(on: boolean): Promise<void> {
    if (!vscode.workspace.workspaceFile && !vscode.workspace.workspaceFolders?.length) {
      throw new Error('No folder is open whose settings could keep that. "Pause" works anywhere.');
    }
    await vscode.workspace
      .getConfiguration('pulsedev')
      .update('privateWorkspace', on || undefined, vscode.ConfigurationTarget.Workspace);
    this.#review();
    if (this.#on && !on) {
      throw new Error(
        'Your user settings say that no workspace is observed: "pulsedev.privateWorkspace".',
      );
    }
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  #review(): void {
    const on = isPrivate();
    if (on !== this.#on) {
      this.#on = on;
      this.#changed.fire();
    }
  }
}
