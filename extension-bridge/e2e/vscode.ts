/**
 * One VS Code with PulseDev installed: its server, its browser, its windows, its end.
 *
 * Whoever launches it closes it; `close` fails where a process is left behind.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { companion } from './companion.ts';
import { type Files, Home, type Settings } from './home.ts';
import { type Installed, install } from './install.ts';
import { packaged } from './packaged.ts';
import { type Process, processesOf } from './processes.ts';
import { Daemon, type DaemonKind } from './record.ts';
import { PATIENCE_MS, until } from './until.ts';
import { RESULTS, Window } from './window.ts';

/** From the server's start to its address; the first start of a machine is slow. */
const START_MS = 120_000;

/** The server ends its children one after the other. */
const END_MS = 60_000;

const BROWSER_FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

export interface LaunchOptions {
  /** Names what the run leaves behind. */
  name: string;
  files?: Files;
  settings?: Settings;
  daemon?: DaemonKind;
  /** The user has agreed to be observed, and the daemon runs. */
  agreed?: boolean;
  /** The workspace folder's name. */
  folder?: string;
  /** Install the extension that helps from the inside, too. */
  companion?: boolean;
  /** More flags for the browser. */
  browserFlags?: string[];
  /** How much VS Code and its extensions log. */
  log?: 'trace';
  /** Leave PulseDev out. */
  without?: boolean;
}

export class VSCode {
  readonly home: Home;
  readonly daemon: Daemon;
  readonly window: Window;
  readonly #name: string;
  readonly #server: ChildProcess;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #address: string;
  readonly #windows: Window[] = [];

  private constructor(
    options: { name: string; home: Home; daemon: Daemon },
    started: { server: ChildProcess; browser: Browser; context: BrowserContext },
    address: string,
    window: Window,
  ) {
    this.#name = options.name;
    this.home = options.home;
    this.daemon = options.daemon;
    this.#server = started.server;
    this.#browser = started.browser;
    this.#context = started.context;
    this.#address = address;
    this.window = window;
    this.#windows.push(window);
  }

  static async launch(options: LaunchOptions): Promise<VSCode> {
    const { name, files = {}, settings = {} } = options;
    const installed = await install();
    const home = new Home(options.folder);
    const daemon = new Daemon(home, options.daemon ?? 'plain');
    home.writeSettings(settings, daemon.settings);
    home.repository(home.workspace, { 'README.md': '# Read me\n', ...files });
    const extensions = [
      ...(options.without ? [] : [packaged()]),
      ...(options.companion ? [await companion(home.folder)] : []),
    ];
    if (extensions.length) {
      installExtensions(installed, home, extensions);
    }
    const browser = await chromium.launch({
      executablePath: installed.browser,
      args: [...BROWSER_FLAGS, ...(options.browserFlags ?? [])],
    });
    const server = startServer(installed, home, options);
    try {
      const address = await addressOf(server, name);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      context.setDefaultTimeout(PATIENCE_MS);
      const window = await Window.open(context, address, home.workspace);
      if (options.agreed) {
        await window.agree();
      }
      return new VSCode({ name, home, daemon }, { server, browser, context }, address, window);
    } catch (error) {
      // Nobody else could end them.
      await browser.close();
      endAll(home);
      throw error;
    }
  }

  /** Open another window on a folder. */
  async secondWindow(folder: string): Promise<Window> {
    const window = await Window.open(this.#context, this.#address, folder);
    this.#windows.push(window);
    return window;
  }

  processes(): Process[] {
    return processesOf(this.home.folder);
  }

  /** Keep a picture of every window and the logs. */
  async keep(what: string): Promise<void> {
    for (const [index, window] of this.#windows.entries()) {
      await window.screenshot(`${this.#name}-${what}-${index + 1}`).catch(() => undefined);
    }
    for (const [index, log] of this.logs().entries()) {
      copyFileSync(log, join(RESULTS, `${this.#name}-${what}-pulsedev-${index + 1}.log`));
    }
    writeFileSync(join(RESULTS, `${this.#name}-${what}-received.jsonl`), this.daemon.text());
  }

  /** The logs of PulseDev's output channel, one a window. */
  logs(): string[] {
    return readdirSync(join(this.home.userData, 'logs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('PulseDev.log'))
      .sort()
      .map((name) => join(this.home.userData, 'logs', name));
  }

  /** End the program under its windows. */
  async quit(): Promise<void> {
    this.#server.kill('SIGTERM');
    await this.#allEnded();
  }

  /** Close the windows, then the program; where a process, lock or other file is left, that fails. */
  async close(): Promise<void> {
    try {
      await this.#context.close();
      await this.#browser.close();
      await this.quit();
    } finally {
      endAll(this.home);
    }
  }

  async #allEnded(): Promise<void> {
    let left: Process[] = [];
    try {
      await until(
        'all processes have ended',
        () => {
          left = this.processes();
          return left.length === 0;
        },
        END_MS,
      );
    } catch {
      const commands = left.map(({ command }) => command).join('\n');
      throw new Error(`processes were left behind:\n${commands}`);
    }
    const files = this.home.leftovers();
    if (files.length) {
      throw new Error(`files were left behind: ${files.join(', ')}`);
    }
  }
}

/** Leave nothing of a test, whatever has become of it. */
function endAll(home: Home): void {
  for (const { pid } of processesOf(home.folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  home.remove();
}

function installExtensions(installed: Installed, home: Home, extensions: string[]): void {
  const args = extensions.flatMap((extension) => ['--install-extension', extension]);
  execFileSync(process.execPath, [installed.entry, ...folders(home), ...args], {
    env: home.env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function startServer(installed: Installed, home: Home, options: LaunchOptions): ChildProcess {
  const { name, log: level } = options;
  const args = [
    ...['--auth', 'none', '--bind-addr', '127.0.0.1:0'],
    ...folders(home),
    '--disable-getting-started-override',
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-workspace-trust',
    ...(level ? ['--log', level] : []),
  ];
  mkdirSync(RESULTS, { recursive: true });
  // Emptied at once: an earlier run's log names an earlier run's address.
  const log = openSync(serverLog(name), 'w');
  const server = spawn(process.execPath, [installed.entry, ...args], {
    env: home.env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return server;
}

function folders(home: Home): string[] {
  return [
    ...['--user-data-dir', home.userData],
    ...['--extensions-dir', home.extensions],
    ...['--config', join(home.folder, 'config.yaml')],
  ];
}

/** The server chooses a free port and tells it. */
async function addressOf(server: ChildProcess, name: string): Promise<string> {
  const listening = /listening on (http:\/\/127\.0\.0\.1:\d+)/;
  return until(
    'code-server listens',
    () => {
      if (server.exitCode !== null) {
        throw new Error(`code-server ended: see ${serverLog(name)}`);
      }
      return listening.exec(readFileSync(serverLog(name), 'utf8'))?.[1];
    },
    START_MS,
  );
}

function serverLog(name: string): string {
  return join(RESULTS, `${name}-server.log`);
}
