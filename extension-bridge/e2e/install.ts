/**
 * Gets what the tests drive: code-server, which is VS Code with a real extension host, and a Chromium.
 *
 * code-server comes from npm alone and lies outside of the clone, in a folder keyed by all versions
 * that it was built with; a second run costs nothing. The Node that runs this file runs it, too.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { CHROMIUM, carriedChromium, findBrowser, onPath, unpackChromium } from './browser.ts';
import { NotHere } from './notHere.ts';
import { until } from './until.ts';

/** Contains VS Code 1.139.1 and wants Node 24. */
export const CODE_SERVER = '4.139.1';

const NODE_MAJOR = '24';

/** Two slow machines' worth of building; the other run has this long before it counts as stuck. */
const OTHER_INSTALL_MS = 15 * 60_000;

/** What VS Code's server can't do without; the rest of its native modules stays unbuilt. */
const NATIVE = ['node-pty', '@vscode/spdlog', '@vscode/native-watchdog'];

export interface Installed {
  /** What Node runs to start code-server. */
  entry: string;
  /** The browser's program. */
  browser: string;
}

/** Find or install all of it. */
export async function install(): Promise<Installed> {
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new NotHere('Not supported here: code-server runs on Linux and macOS.');
  }
  if (process.versions.node.split('.')[0] !== NODE_MAJOR) {
    throw new NotHere(
      `code-server ${CODE_SERVER} wants Node ${NODE_MAJOR}; this is ${process.version}.`,
    );
  }
  need('git', 'git', 'Install git');
  return { entry: await codeServer(), browser: findBrowser() ?? (await installBrowser()) };
}

/** The folder above `bin`: it holds Node's headers and npm. */
const prefix = dirname(dirname(process.execPath));

async function codeServer(): Promise<string> {
  const key = [CODE_SERVER, 'node', process.versions.node, process.platform, process.arch].join(
    '-',
  );
  const folder = join(cacheFolder(), `code-server-${key}`);
  const entry = join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  await once(folder, () => build(folder));
  return entry;
}

/** Make a folder that all runs share; its marker comes last, so that what is half made is made anew. */
async function once(folder: string, make: () => Promise<void>): Promise<void> {
  const done = join(folder, '.done');
  if (existsSync(done)) {
    return;
  }
  await alone(`${folder}.lock`, async () => {
    if (!existsSync(done)) {
      // A failed run leaves links that break the next one.
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'package.json'), '{"name":"e2e","private":true}');
      await make();
      await writeFile(done, '');
    }
  });
}

/** A browser of npm's where the machine has none, which takes no administrator; else one of Debian's. */
async function installBrowser(): Promise<string> {
  if (process.platform === 'linux' && process.arch === 'x64') {
    const folder = join(cacheFolder(), `chromium-${CHROMIUM}`);
    await once(folder, async () => {
      say(`Installing Chromium ${CHROMIUM}.`);
      npm(folder, 'install', '--no-save', '--no-package-lock', `@sparticuz/chromium@${CHROMIUM}`);
      await unpackChromium(folder, (archive) =>
        run('tar', ['-xf', archive], { cwd: folder, env: process.env }),
      );
    });
    return carriedChromium(folder);
  }
  need(
    'chromium',
    'chromium',
    'The tests need Chromium, Chrome or Edge; PULSEDEV_CHROMIUM can name it',
  );
  return onPath('chromium') ?? 'chromium';
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  return join(XDG_CACHE_HOME, 'pulsedev-e2e');
}

async function build(folder: string): Promise<void> {
  for (const program of ['c++', 'make', 'python3']) {
    need(
      program,
      'build-essential python3',
      'Building code-server needs a C++ compiler, make and Python',
    );
  }
  const began = Date.now();
  say(`Installing code-server ${CODE_SERVER}, which takes about a minute.`);
  npm(folder, 'install', '--no-save', '--no-package-lock', `code-server@${CODE_SERVER}`);
  const server = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  // Not `npm ci`: the list that comes with it is out of step with its package.json.
  npm(server, 'install', '--omit=dev');
  npm(join(server, 'extensions'), 'install', '--omit=dev');
  // The last word on the command line holds, also against `ignore-scripts` of whoever runs this.
  npm(server, 'rebuild', '--ignore-scripts=false', '--foreground-scripts=false', ...NATIVE);
  await linkHelpers(join(server, 'bin'));
  say(`Installed in ${Math.round((Date.now() - began) / 1000)} s.`);
}

/** What code-server's own install script would have done. */
async function linkHelpers(bin: string): Promise<void> {
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  const link = async (to: string, from: string) => {
    await rm(from, { force: true });
    await symlink(to, from);
  };
  await link(`code-${system}.sh`, join(bin, 'remote-cli', 'code-server'));
  await link(`browser-${system}.sh`, join(bin, 'helpers', 'browser.sh'));
}

function npm(cwd: string, ...args: string[]): void {
  const cli = join(prefix, 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (!existsSync(cli)) {
    throw new NotHere(`There is no npm beside ${process.execPath}.`);
  }
  const quiet = ['--ignore-scripts', '--loglevel=error', '--fund=false', '--audit=false'];
  run(process.execPath, [cli, ...quiet, ...args], { cwd, env: environment() });
}

function environment(): NodeJS.ProcessEnv {
  // What npm tells the scripts that it runs would put this npm into the wrong folder.
  const ours = Object.entries(process.env).filter(
    ([name]) => !/^npm_(package|lifecycle|config_local_prefix|config_prefix|command)/i.test(name),
  );
  const headers = existsSync(join(prefix, 'include', 'node')) ? { npm_config_nodedir: prefix } : {};
  const { PATH } = process.env;
  const path = [dirname(process.execPath), PATH].join(delimiter);
  // Speed of what is built hardly matters, the time that it takes does.
  return { ...Object.fromEntries(ours), ...headers, PATH: path, JOBS: 'max', CXXFLAGS: '-O1' };
}

/** Make sure that a program is there; on Debian, as root, install it. */
function need(program: string, packages: string, otherwise: string): void {
  if (onPath(program)) {
    return;
  }
  const debian = onPath('apt-get') && process.getuid?.() === 0;
  if (debian) {
    say(`Installing ${packages}.`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], { env });
    const flags = ['install', '-y', '-qq', '--no-install-recommends'];
    run('apt-get', [...flags, ...packages.split(' ')], { env });
  }
  if (!onPath(program)) {
    throw new NotHere(`${otherwise}: there is no '${program}' on PATH.`);
  }
}

function run(command: string, args: string[], options: { cwd?: string; env: NodeJS.ProcessEnv }) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    encoding: 'utf8',
    // A compiler's warnings may be many.
    maxBuffer: 1 << 28,
  });
  if (status !== 0) {
    process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
    throw new NotHere(
      `'${command} ${args.join(' ')}' failed: ${error?.message ?? `exit code ${status}`}`,
    );
  }
}

/** Let one process at a time do it; a lock whose owner is gone is taken over. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  await until('the other installation has ended', () => take(lock), OTHER_INSTALL_MS);
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) {
      await rm(lock, { force: true });
    }
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

if (import.meta.main) {
  try {
    await install();
  } catch (error) {
    if (!(error instanceof NotHere)) {
      throw error;
    }
    say(error.message);
    process.exitCode = 1;
  }
}
