/**
 * Switches VS Code's "Do Not Disturb" on when flow begins and off after it, if the user agreed.
 *
 * VS Code has only a toggle and tells nobody where it stands; each window has its own switch, which it
 * reads once, when it opens, from a value that all windows write. So a window switches back what it
 * switched itself, and what it found switched by another of ours when it opened; nothing else.
 */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Bridge } from '../standing.ts';
import { type Holder, holderOf, inherited, type Span } from './switches.ts';

const TOGGLE = 'notifications.toggleDoNotDisturbMode';
const KEY = 'pulsedev.doNotDisturb';

export class DoNotDisturb {
  readonly #memory: vscode.Memento;
  readonly #folder: string;
  readonly #bridge: Bridge;
  readonly #log: vscode.LogOutputChannel;
  readonly #listeners: vscode.Disposable;
  #switched = false;
  #inherited: boolean;
  #released = false;
  #last: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, bridge: Bridge, log: vscode.LogOutputChannel) {
    this.#memory = context.globalState;
    this.#folder = context.globalStorageUri.fsPath;
    this.#bridge = bridge;
    this.#log = log;
    this.#inherited = inherited(this.#memory.get<Span>(KEY), performance.timeOrigin);
    this.#listeners = vscode.Disposable.from(
      bridge.onDidChangeStanding(() => this.#follow()),
      // Whoever held the switch when this window opened may have let go since.
      vscode.window.onDidChangeWindowState(() => this.#follow()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('pulsedev.doNotDisturbInFlow')) {
          this.#follow();
        }
      }),
    );
    this.#follow();
  }

  /** Switch back what we switched; to be awaited before VS Code closes. */
  release(): Promise<void> {
    this.#released = true;
    this.#listeners.dispose();
    return this.#follow();
  }

  dispose(): void {
    void this.release();
  }

  get #wanted(): boolean {
    const { standing } = this.#bridge;
    return (
      !this.#released &&
      standing.is === 'running' &&
      standing.state.state === 'flow' &&
      vscode.workspace.getConfiguration('pulsedev').get<boolean>('doNotDisturbInFlow', false)
    );
  }

  /** One step after the other: two at once would toggle twice. */
  #follow(): Promise<void> {
    this.#last = this.#last
      .then(() => this.#step())
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown';
        this.#log.warn(`"Do Not Disturb" could not be switched: ${name}`);
      });
    return this.#last;
  }

  async #step(): Promise<void> {
    if (this.#inherited && !(await this.#isHeld())) {
      await this.#switchOff();
      this.#inherited = false;
    }
    if (this.#wanted === this.#switched || this.#inherited) {
      return;
    }
    if (this.#switched) {
      await this.#switchOff();
      this.#switched = false;
    } else if (await this.#hold()) {
      await this.#switchOn();
    }
  }

  async #switchOn(): Promise<void> {
    try {
      await vscode.commands.executeCommand(TOGGLE);
    } catch (error) {
      await rm(this.#file, { force: true });
      throw error;
    }
    this.#switched = true;
    await this.#memory.update(KEY, { on: Date.now(), off: null } satisfies Span);
  }

  async #switchOff(): Promise<void> {
    await vscode.commands.executeCommand(TOGGLE);
    const span = this.#memory.get<Span>(KEY);
    if (span?.off === null) {
      await this.#memory.update(KEY, { ...span, off: Date.now() } satisfies Span);
    }
    await rm(this.#file, { force: true });
  }

  get #file(): string {
    return join(this.#folder, 'do-not-disturb');
  }

  /** Become the one window that switches; created exclusively, so that no two are. */
  async #hold(): Promise<boolean> {
    if (await this.#isHeld()) {
      return false;
    }
    await rm(this.#file, { force: true });
    await mkdir(this.#folder, { recursive: true });
    const holder: Holder = { pid: process.pid, since: Date.now() };
    try {
      await writeFile(this.#file, JSON.stringify(holder), { flag: 'wx' });
      return true;
    } catch (error) {
      if (isErrno(error) && error.code === 'EEXIST') {
        return false;
      }
      throw error;
    }
  }

  async #isHeld(): Promise<boolean> {
    const text = await readFile(this.#file, 'utf8').catch(() => undefined);
    return text !== undefined && holderOf(text, Date.now(), isAlive) !== undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive as well, only not ours to signal.
    return isErrno(error) && error.code === 'EPERM';
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
