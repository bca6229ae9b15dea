/**
 * Looks for a Python that can carry the private environment: 3.11 or newer, able to make one.
 *
 * It is used once, to make the environment; nothing is ever installed into it.
 */

import { type Machine, onPath, pathsOf } from './machine.ts';

/** A first start from a cold disk takes seconds. */
const PROBE_LIMIT = 15_000;

const OLDEST = [3, 11] as const;

/** Newest first among those that all dependencies have wheels for; then whatever there is. */
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];

/** Prints the version, and whether `venv` and `pip` are there: Debian packs them apart. */
const PROBE = [
  'import sys',
  'from importlib.util import find_spec as has',
  'print(*sys.version_info[:2], int(bool(has("venv") and has("ensurepip"))))',
].join('\n');

export interface Interpreter {
  command: string;
  /** What selects the version, as in `py -3`. */
  args: string[];
  minor: number;
  /** Whether it can make an environment with `pip` in it, without `uv`. */
  venv: boolean;
}

/** Return the interpreters that are new enough, the best first. */
export async function findInterpreters(
  machine: Machine,
  cwd: string,
  signal?: AbortSignal,
): Promise<Interpreter[]> {
  const found: Interpreter[] = [];
  for (const { command, args } of candidates(machine)) {
    const options = { limit: PROBE_LIMIT, cwd, env: machine.env, signal };
    const ran = await machine.run(command, [...args, '-I', '-c', PROBE], options);
    const [major, minor, venv] = ran.out.trim().split(' ').map(Number);
    if (ran.code === 0 && major === OLDEST[0] && minor !== undefined && minor >= OLDEST[1]) {
      found.push({ command, args, minor, venv: venv === 1 });
    }
    if (found.at(-1)?.venv) {
      break;
    }
  }
  return found.sort((one, other) => Number(other.venv) - Number(one.venv));
}

function candidates(machine: Machine): { command: string; args: string[] }[] {
  const commands = NAMES.map((name) => onPath(machine, name))
    .filter((command) => command !== undefined)
    .filter((command) => !asksForXcode(machine, command))
    .map((command) => ({ command, args: [] as string[] }));
  const launcher = machine.platform === 'win32' ? onPath(machine, 'py') : undefined;
  return launcher === undefined ? commands : [...commands, { command: launcher, args: ['-3'] }];
}

/** Where the developer tools are missing, running this one opens a dialog; it is a 3.9 anyway. */
function asksForXcode(machine: Machine, command: string): boolean {
  return machine.platform === 'darwin' && command.startsWith('/usr/bin/');
}

/** Return the interpreter of an environment. */
export function pythonOf(machine: Machine, environment: string): string {
  const { join } = pathsOf(machine);
  return machine.platform === 'win32'
    ? join(environment, 'Scripts', 'python.exe')
    : join(environment, 'bin', 'python');
}
