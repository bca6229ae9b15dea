/**
 * Makes the private environment: a Python, the dependencies by hash, the daemon's wheel.
 *
 * The one use of the network in all of PulseDev, and only after the user asked for it. The user's
 * own environments are never touched. A failure is one line that says what to do.
 */

import {
  type Bundle,
  complete,
  environmentOf,
  newEnvironment,
  remove,
  removeUnused,
  whileLocked,
} from './environments.ts';
import { findInterpreters, type Interpreter, pythonOf } from './interpreters.ts';
import { type Machine, onPath } from './machine.ts';
import { versionSaid } from './version.ts';

/** A dozen small packages over a slow line; more than this and the line is down. */
const STEP_LIMIT = 10 * 60_000;

/** The installation did not come to its end; the message is one line for the user. */
export class InstallError extends Error {}

/** What the installation says while it goes on. */
export interface Progress {
  /** A step begins; a few words. */
  step(what: string): void;
  /** Output of a program, for the log. */
  output(text: string): void;
}

interface Step {
  what: string;
  command: string;
  args: string[];
}

/** Return the private environment made from this bundle; make it where it is not there yet. */
export function install(
  machine: Machine,
  storage: string,
  bundle: Bundle,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  return whileLocked(storage, signal, async () => {
    // Another window may have made it while this one waited.
    const there = await environmentOf(storage, bundle);
    if (there !== undefined) {
      return there;
    }
    const environment = await newEnvironment(storage, bundle);
    try {
      progress.step('looking for Python');
      const steps = await stepsFor(machine, environment, storage, bundle, signal);
      for (const step of steps) {
        await take(machine, step, storage, progress, signal);
      }
      await verify(machine, environment, storage, bundle, signal);
      await complete(environment, bundle);
    } catch (error) {
      await remove(environment);
      throw error;
    }
    await removeUnused(storage, environment);
    return environment;
  });
}

async function stepsFor(
  machine: Machine,
  environment: string,
  cwd: string,
  bundle: Bundle,
  signal: AbortSignal,
): Promise<Step[]> {
  const uv = onPath(machine, 'uv');
  const [interpreter] = await findInterpreters(machine, cwd, signal);
  signal.throwIfAborted();
  if (uv !== undefined) {
    return stepsOfUv(machine, uv, environment, bundle, interpreter);
  }
  if (interpreter === undefined) {
    throw new InstallError(`PulseDev needs Python 3.11 or newer. ${howToGetPython(machine)}`);
  }
  if (!interpreter.venv) {
    const name = `python3.${interpreter.minor}-venv`;
    throw new InstallError(
      `This Python can't make environments. Install what is missing with "sudo apt install ${name}", then run "PulseDev: Restart".`,
    );
  }
  return stepsOfPip(machine, environment, bundle, interpreter);
}

function stepsOfUv(
  machine: Machine,
  uv: string,
  environment: string,
  bundle: Bundle,
  interpreter: Interpreter | undefined,
): Step[] {
  const python = pythonOf(machine, environment);
  // Without a Python on the machine, uv brings its own.
  const which = interpreter && interpreter.args.length === 0 ? interpreter.command : '>=3.11';
  const pip = ['pip', 'install', '--python', python];
  return steps(
    [uv, ['venv', '--no-project', '--python', which, environment]],
    [uv, [...pip, '--require-hashes', '--requirement', bundle.requirements]],
    [uv, [...pip, '--no-deps', '--no-index', bundle.wheel]],
  );
}

function stepsOfPip(
  machine: Machine,
  environment: string,
  bundle: Bundle,
  { command, args }: Interpreter,
): Step[] {
  const python = pythonOf(machine, environment);
  const pip = ['-I', '-m', 'pip', 'install', '--no-input', '--progress-bar', 'off'];
  return steps(
    [command, [...args, '-I', '-m', 'venv', environment]],
    [python, [...pip, '--require-hashes', '--requirement', bundle.requirements]],
    [python, [...pip, '--no-deps', '--no-index', bundle.wheel]],
  );
}

function steps(...commands: [string, string[]][]): Step[] {
  const words = ['making the environment', 'fetching the packages', 'adding the daemon'];
  return commands.map(([command, args], at) => ({ what: words[at] ?? '', command, args }));
}

async function take(
  machine: Machine,
  step: Step,
  cwd: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  progress.step(step.what);
  const onOutput = (text: string): void => progress.output(text);
  const options = { limit: STEP_LIMIT, cwd, env: environmentOfPip(machine), signal, onOutput };
  const ran = await machine.run(step.command, step.args, options);
  signal.throwIfAborted();
  if (ran.code !== 0) {
    throw new InstallError(
      `Installing the daemon failed while ${step.what}. The log tells the details; check the connection, then run "PulseDev: Restart".`,
    );
  }
}

/** A user's pip may be set to install elsewhere; indexes and proxies stay as they are set. */
function environmentOfPip(machine: Machine): NodeJS.ProcessEnv {
  return { ...machine.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
}

async function verify(
  machine: Machine,
  environment: string,
  cwd: string,
  bundle: Bundle,
  signal: AbortSignal,
): Promise<void> {
  const options = { limit: STEP_LIMIT, cwd, env: machine.env, signal };
  const python = pythonOf(machine, environment);
  const ran = await machine.run(python, ['-I', '-m', 'pulsedev', '--version'], options);
  signal.throwIfAborted();
  if (versionSaid(ran.out) !== bundle.version) {
    throw new InstallError(
      'The daemon was installed but does not start. The log tells the details; run "PulseDev: Restart" to try again.',
    );
  }
}

function howToGetPython(machine: Machine): string {
  const commands: Partial<Record<NodeJS.Platform, string>> = {
    win32: 'winget install Python.Python.3.13',
    darwin: 'brew install python@3.13',
    linux: 'sudo apt install python3 python3-venv',
  };
  const command = commands[machine.platform];
  const how = command === undefined ? 'Install it' : `Install it, for example with "${command}"`;
  return `${how}, then run "PulseDev: Restart".`;
}
