/**
 * Finds the daemon for this window, and offers once to install it where there is none.
 *
 * Nothing is downloaded before the user agreed; who agreed once gets renewals unasked.
 */

import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Lines } from '../log.ts';
import { InstallError, install, type Progress } from './bootstrap.ts';
import {
  type Bundle,
  environmentOf,
  environmentsIn,
  readBundle,
  SAY_USED,
  use,
} from './environments.ts';
import { findDaemon, type Launch } from './find.ts';
import { pythonOf } from './interpreters.ts';
import { type Machine, thisMachine } from './machine.ts';
import { selectedPython } from './selected.ts';

/** Whether the user agreed to the private environment: true, false, or not asked yet. */
const ANSWER = 'pulsedev.install';

const NOT_FOUND =
  'PulseDev needs its daemon, a small Python program. Run "PulseDev: Restart" to install it.';

const CANCELLED = 'The installation was cancelled. Run "PulseDev: Restart" to try again.';

const NOT_WRITTEN =
  'The folder of this extension can\'t be written. Make room for it or allow it, then run "PulseDev: Restart".';

export interface ProvisionParts {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  /** The value of `pulsedev.daemon.path`. */
  setting(): string;
  /** The user wants to have the daemon: look again. */
  retry(): void;
}

export class Provision {
  readonly #parts: ProvisionParts;
  readonly #machine: Machine = thisMachine();
  readonly #storage: string;
  #offering = false;
  /** The user has just agreed, and waits for it. */
  #agreed = false;
  /** The private environments that were there when this window last looked for a daemon. */
  #known = new Set<string>();
  #saying: NodeJS.Timeout | undefined;

  constructor(parts: ProvisionParts) {
    this.#parts = parts;
    this.#storage = parts.context.globalStorageUri.fsPath;
  }

  dispose(): void {
    clearInterval(this.#saying);
  }

  /** Whether another window has installed a daemon since this one last looked. */
  async appeared(): Promise<boolean> {
    const there = await environmentsIn(this.#storage);
    return there.some((environment) => !this.#known.has(environment));
  }

  /** Find the daemon, or say what to do; `asked` means that the user wants it now. */
  async locate(asked: boolean, signal: AbortSignal): Promise<Launch | { why: string }> {
    try {
      await mkdir(this.#storage, { recursive: true });
    } catch {
      return { why: NOT_WRITTEN };
    }
    const bundle = await this.#bundle();
    const watched = asked || this.#agreed;
    this.#agreed = false;
    this.#known = new Set(await environmentsIn(this.#storage));
    let why: string | undefined;
    let environment: string | undefined;
    const places = {
      setting: this.#parts.setting(),
      selected: await selectedPython(),
      private: async () => {
        why = bundle && (await this.#renew(bundle, watched, signal));
        [environment] = await environmentsIn(this.#storage, bundle);
        return environment === undefined ? undefined : pythonOf(this.#machine, environment);
      },
      extension: String(this.#parts.context.extension.packageJSON.version),
      cwd: this.#storage,
    };
    const tell = (line: string): void => this.#parts.log.info(line);
    const found = await findDaemon(this.#machine, places, tell, signal);
    switch (found.is) {
      case 'found':
        this.#use(environment);
        return found.launch;
      case 'wrong':
        return { why: found.why };
      case 'nothing':
        if (bundle && why === undefined) {
          void this.#offer(bundle, asked);
        }
        return { why: why ?? NOT_FOUND };
    }
  }

  /** Say from now on which private environment this window runs from, if it does. */
  #use(environment: string | undefined): void {
    clearInterval(this.#saying);
    if (environment !== undefined) {
      void use(environment);
      this.#saying = setInterval(() => void use(environment), SAY_USED);
    }
  }

  #bundle(): Promise<Bundle | undefined> {
    return readBundle(vscode.Uri.joinPath(this.#parts.context.extensionUri, 'daemon').fsPath);
  }

  get #answer(): boolean | undefined {
    return this.#parts.context.globalState.get<boolean>(ANSWER);
  }

  /**
   * Install what this version of the extension brings, where the user agreed, now or once.
   *
   * Returns one line where that failed.
   */
  async #renew(bundle: Bundle, watched: boolean, signal: AbortSignal): Promise<string | undefined> {
    if (this.#answer !== true || (await environmentOf(this.#storage, bundle)) !== undefined) {
      return undefined;
    }
    try {
      await this.#install(bundle, watched, signal);
      return undefined;
    } catch (error) {
      const why = lineOf(error);
      this.#parts.log.error(why);
      if (why === CANCELLED && !signal.aborted) {
        await this.#parts.context.globalState.update(ANSWER, false);
      } else if (watched && !signal.aborted) {
        void this.#showFailure(why);
      }
      return why;
    }
  }

  async #showFailure(why: string): Promise<void> {
    if (await vscode.window.showErrorMessage(`PulseDev: ${why}`, 'Show Logs')) {
      this.#parts.log.show();
    }
  }

  /** Offer to install the daemon; an answer is remembered. */
  async #offer(bundle: Bundle, asked: boolean): Promise<void> {
    if (this.#offering || (!asked && this.#answer !== undefined)) {
      return;
    }
    this.#offering = true;
    const { globalState } = this.#parts.context;
    const answer = await vscode.window.showInformationMessage(
      'PulseDev needs its daemon, a small Python program. Install it into a private folder of this extension?',
      ...['Install', 'Choose a pulsedev…', 'Not Now'],
    );
    this.#offering = false;
    if (answer === 'Install') {
      this.#parts.log.info(`Installing the daemon ${bundle.version}, as the user agreed.`);
      await globalState.update(ANSWER, true);
      this.#agreed = true;
      this.#parts.retry();
    } else if (answer === 'Choose a pulsedev…') {
      await choose();
    } else if (answer === 'Not Now') {
      await globalState.update(ANSWER, false);
    }
  }

  /** Install, where the user waits for it under his eyes, and else in the status bar. */
  async #install(bundle: Bundle, watched: boolean, signal: AbortSignal): Promise<void> {
    const { Notification, Window } = vscode.ProgressLocation;
    const options = {
      location: watched ? Notification : Window,
      title: 'Installing the daemon of PulseDev',
      cancellable: true,
    };
    await vscode.window.withProgress(options, async (report, token) => {
      const cancel = new AbortController();
      const cancelled = token.onCancellationRequested(() => cancel.abort());
      const lines = new Lines((line) => this.#parts.log.info(line));
      const progress: Progress = {
        step: (message) => {
          report.report({ message });
          lines.end();
          this.#parts.log.info(`Installing the daemon: ${message}.`);
        },
        output: (text) => lines.add(text),
      };
      const either = AbortSignal.any([signal, cancel.signal]);
      try {
        await install(this.#machine, this.#storage, bundle, progress, either);
      } finally {
        cancelled.dispose();
        lines.end();
      }
    });
  }
}

/** Let the user pick the program, and keep it in the settings, which are watched. */
async function choose(): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: 'Choose a pulsedev', openLabel: 'Use' })) ?? [];
  if (file) {
    const config = vscode.workspace.getConfiguration('pulsedev');
    await config.update('daemon.path', file.fsPath, vscode.ConfigurationTarget.Global);
  }
}

function lineOf(error: unknown): string {
  if (error instanceof InstallError) {
    return error.message;
  }
  return error instanceof Error && error.name === 'AbortError' ? CANCELLED : NOT_WRITTEN;
}
