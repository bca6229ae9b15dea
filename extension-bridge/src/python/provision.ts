/**
 * Finds the daemon for this window, and offers once to install it where there is none.
 *
 * Nothing is downloaded before the user agreed; who agreed once gets renewals unasked.
 */

import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Lines } from '../log.ts';
import { InstallError, install, type Progress } from './bootstrap.ts';
import { type Bundle, environmentOf, environmentsIn, readBundle } from './environments.ts';
import { findDaemon, type Launch } from './find.ts';
import { pythonOf } from './interpreters.ts';
import { type Machine, thisMachine } from './machine.ts';
import { selectedPython } from './selected.ts';

/** Whether the user agreed to the private environment: true, false, or not asked yet. */
const ANSWER = 'pulsedev.install';

const NOT_FOUND =
  'PulseDev needs its daemon, a small Python program. Run "PulseDev: Restart" to install it.';

const CANCELLED = 'The installation was cancelled. Run "PulseDev: Restart" to try again.';

export interface ProvisionParts {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  /** The value of `pulsedev.daemon.path`. */
  setting(): string;
  /** A daemon is there now. */
  found(): void;
}

export class Provision {
  readonly #parts: ProvisionParts;
  readonly #machine: Machine = thisMachine();
  readonly #storage: string;
  readonly #end = new AbortController();
  #offering = false;

  constructor(parts: ProvisionParts) {
    this.#parts = parts;
    this.#storage = parts.context.globalStorageUri.fsPath;
  }

  /** Find the daemon, or say what to do; `asked` means that the user wants it now. */
  async locate(asked: boolean, signal: AbortSignal): Promise<Launch | { why: string }> {
    await mkdir(this.#storage, { recursive: true });
    const bundle = await this.#bundle();
    let why = NOT_FOUND;
    const places = {
      setting: this.#parts.setting(),
      selected: await selectedPython(),
      private: async () => {
        try {
          await this.#renew(bundle, signal);
        } catch (error) {
          // An older one that is still there may do.
          why = lineOf(error);
          this.#parts.log.warn(why);
        }
        const [environment] = await environmentsIn(this.#storage, bundle);
        return environment === undefined ? undefined : pythonOf(this.#machine, environment);
      },
      extension: String(this.#parts.context.extension.packageJSON.version),
      cwd: this.#storage,
    };
    const tell = (line: string): void => this.#parts.log.info(line);
    const found = await findDaemon(this.#machine, places, tell, signal);
    if (found.is === 'nothing' && bundle) {
      void this.#offer(bundle, asked);
    }
    return found.is === 'found' ? found.launch : { why: found.is === 'wrong' ? found.why : why };
  }

  /** End what still installs. */
  dispose(): void {
    this.#end.abort();
  }

  #bundle(): Promise<Bundle | undefined> {
    return readBundle(vscode.Uri.joinPath(this.#parts.context.extensionUri, 'daemon').fsPath);
  }

  /** Install what this version of the extension brings, where the user once agreed. */
  async #renew(bundle: Bundle | undefined, signal: AbortSignal): Promise<void> {
    const agreed = this.#parts.context.globalState.get<boolean>(ANSWER) === true;
    if (agreed && bundle && (await environmentOf(this.#storage, bundle)) === undefined) {
      await this.#install(bundle, vscode.ProgressLocation.Window, signal);
    }
  }

  /** Offer to install the daemon; an answer is remembered. */
  async #offer(bundle: Bundle, asked: boolean): Promise<void> {
    const { globalState } = this.#parts.context;
    if (this.#offering || (!asked && globalState.get<boolean>(ANSWER) !== undefined)) {
      return;
    }
    this.#offering = true;
    try {
      const answer = await vscode.window.showInformationMessage(
        'PulseDev needs its daemon, a small Python program. Install it into a private folder of this extension?',
        ...['Install', 'Choose a pulsedev…', 'Not Now'],
      );
      if (answer === 'Install') {
        await globalState.update(ANSWER, true);
        await this.#installAndTell(bundle);
      } else if (answer === 'Choose a pulsedev…') {
        await choose();
      } else if (answer === 'Not Now') {
        await globalState.update(ANSWER, false);
      }
    } finally {
      this.#offering = false;
    }
  }

  async #installAndTell(bundle: Bundle): Promise<void> {
    try {
      const { signal } = this.#end;
      await this.#install(bundle, vscode.ProgressLocation.Notification, signal);
      this.#parts.found();
    } catch (error) {
      const choice = await vscode.window.showErrorMessage(lineOf(error), 'Show Logs');
      if (choice) {
        this.#parts.log.show();
      }
    }
  }

  async #install(
    bundle: Bundle,
    location: vscode.ProgressLocation,
    signal: AbortSignal,
  ): Promise<void> {
    const options = { location, title: 'Installing the daemon of PulseDev', cancellable: true };
    await vscode.window.withProgress(options, async (report, token) => {
      const cancel = new AbortController();
      const cancelled = token.onCancellationRequested(() => cancel.abort());
      const either = AbortSignal.any([signal, cancel.signal]);
      const lines = new Lines((line) => this.#parts.log.info(line));
      const progress: Progress = {
        step: (message) => {
          report.report({ message });
          lines.end();
          this.#parts.log.info(`Installing the daemon: ${message}.`);
        },
        output: (text) => lines.add(text),
      };
      try {
        await install(this.#machine, this.#storage, bundle, progress, either);
      } finally {
        cancelled.dispose();
        lines.end();
      }
    });
  }
}

/** Let the user pick the program, and keep it in the settings. */
async function choose(): Promise<void> {
  const [file] =
    (await vscode.window.showOpenDialog({ title: 'Choose a pulsedev', openLabel: 'Use' })) ?? [];
  if (file) {
    const config = vscode.workspace.getConfiguration('pulsedev');
    // The bridge watches the setting and starts afresh.
    await config.update('daemon.path', file.fsPath, vscode.ConfigurationTarget.Global);
  }
}

function lineOf(error: unknown): string {
  if (error instanceof InstallError) {
    return error.message;
  }
  const aborted = error instanceof Error && error.name === 'AbortError';
  return aborted
    ? CANCELLED
    : 'The daemon could not be installed: its folder can\'t be written. Free space or rights, then run "PulseDev: Restart".';
}
