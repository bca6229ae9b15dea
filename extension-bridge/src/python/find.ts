/**
 * Looks for a daemon that fits, in this order: the setting, the selected Python environment, the
 * commands on PATH and of `pipx` and `uv tool`, the extension's private environment.
 *
 * A candidate that is there but does not fit is told and skipped; only the setting is binding.
 * No line names a path: a path may hold what nobody wants in a log.
 */

import { type Machine, pathsOf, programsIn, searchPath, variable } from './machine.ts';
import { fits, versionSaid, wanted } from './version.ts';

/** A first import from a cold disk takes seconds. */
const VERSION_LIMIT = 15_000;

/** How to start a daemon: `command` with `args`, and `serve` and its arguments after them. */
export interface Launch {
  command: string;
  args: string[];
  version: string;
}

/** Where to look; what is undefined is not looked at. */
export interface Places {
  /** The value of `pulsedev.daemon.path`; empty where it is not set. */
  setting: string;
  /** The interpreter of the selected environment; not in a workspace that nobody trusts. */
  selected: string | undefined;
  /** Brings the interpreter of the private environment; asked last, for that may take a while. */
  private(): Promise<string | undefined>;
  /** The version of this extension. */
  extension: string;
  /** A folder of ours, as the working folder of all that is run. */
  cwd: string;
}

/** A daemon, or nothing, or a setting that is wrong: `why` is one line. */
export type Found =
  | { is: 'found'; launch: Launch }
  | { is: 'nothing' }
  | { is: 'wrong'; why: string };

/** Takes one line for the log. */
export type Tell = (line: string) => void;

interface Candidate {
  /** Where it is from, for the log. */
  name: string;
  command: string;
  args: string[];
}

/** Find the daemon to start. */
export async function findDaemon(
  machine: Machine,
  places: Places,
  tell: Tell,
  signal?: AbortSignal,
): Promise<Found> {
  if (places.setting.trim()) {
    return daemonOfSetting(machine, places, tell, signal);
  }
  for (const next of candidates(machine, places)) {
    const candidate = signal?.aborted ? undefined : await next();
    if (candidate === undefined) {
      continue;
    }
    const checked = await check(machine, candidate, places, signal);
    if ('version' in checked) {
      return use(checked, candidate.name, tell);
    }
    tell(`No use of ${candidate.name}: ${checked.why}.`);
  }
  return { is: 'nothing' };
}

function use(launch: Launch, from: string, tell: Tell): Found {
  tell(`Using pulsedev ${launch.version} from ${from}.`);
  return { is: 'found', launch };
}

function candidates(machine: Machine, places: Places): (() => Promise<Candidate | undefined>)[] {
  const module = (name: string, command: string | undefined, ...args: string[]) =>
    command === undefined ? undefined : { name, command, args: [...args, '-m', 'pulsedev'] };
  const folders = [...searchPath(machine), ...toolFolders(machine)];
  const commands = programsIn(machine, folders, 'pulsedev');
  return [
    async () => module('the selected Python environment', places.selected),
    ...commands.map((command) => async () => ({ name: 'an installed command', command, args: [] })),
    // Isolated: nothing of the user's Python set-up can break what is our own.
    async () => module('the private environment', await places.private(), '-I'),
  ];
}

/** Where `pipx` and `uv tool` put commands; they are often not on a desktop program's PATH. */
function toolFolders(machine: Machine): string[] {
  const { join, isAbsolute } = pathsOf(machine);
  const data = variable(machine, 'XDG_DATA_HOME');
  const folders = [
    variable(machine, 'PIPX_BIN_DIR'),
    variable(machine, 'UV_TOOL_BIN_DIR'),
    variable(machine, 'XDG_BIN_HOME'),
    data === undefined ? undefined : join(data, '..', 'bin'),
    join(machine.home, '.local', 'bin'),
  ];
  return folders.filter((folder) => folder !== undefined).filter((folder) => isAbsolute(folder));
}

async function daemonOfSetting(
  machine: Machine,
  places: Places,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const wrong = (why: string): Found => ({
    is: 'wrong',
    why: `The setting pulsedev.daemon.path is wrong: ${why}. Correct it, or leave it empty.`,
  });
  const expanded = expand(machine, places.setting.trim());
  if ('why' in expanded) {
    return wrong(expanded.why);
  }
  const command = expanded.path;
  if (!pathsOf(machine).isAbsolute(command)) {
    return wrong('it must be a full path');
  }
  if (!machine.runnable(command)) {
    return wrong('there is no program at this path');
  }
  const checked = await check(machine, { command, args: [] }, places, signal);
  return 'why' in checked ? wrong(checked.why) : use(checked, 'the setting', tell);
}

/** Put in the home folder for `~` and the values for `$NAME`, `${NAME}`, `${env:NAME}`, `%NAME%`. */
function expand(machine: Machine, text: string): { path: string } | { why: string } {
  let missing: string | undefined;
  const value = (name: string): string => {
    const found = variable(machine, name);
    missing ??= found === undefined ? name : undefined;
    return found ?? '';
  };
  const names = /\$\{(?:env:)?(\w+)\}|\$(\w+)|%(\w+)%/g;
  const path = text
    .replace(/^~(?=[/\\]|$)/, () => machine.home)
    .replace(names, (whole, braced, plain, percent) => {
      const ofWindows = machine.platform === 'win32';
      const name = braced ?? (ofWindows ? percent : plain);
      return name === undefined ? whole : value(name);
    });
  return missing === undefined ? { path } : { why: `there is no variable ${missing}` };
}

async function check(
  machine: Machine,
  { command, args }: Omit<Candidate, 'name'>,
  places: Places,
  signal: AbortSignal | undefined,
): Promise<Launch | { why: string }> {
  const { cwd, extension } = places;
  const env = daemonEnvironment(machine.env);
  const options = { limit: VERSION_LIMIT, cwd, env, signal };
  const ran = await machine.run(command, [...args, '--version'], options);
  const version = ran.code === 0 ? versionSaid(ran.out) : undefined;
  if (version === undefined) {
    return { why: 'it does not answer as pulsedev' };
  }
  if (!fits(version, extension)) {
    return { why: `it is pulsedev ${version}, and this extension needs ${wanted(extension)}` };
  }
  return { command, args, version };
}

/** The environment for the daemon: Python must not import modules from its working folder. */
export function daemonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PYTHONSAFEPATH: '1' };
}
