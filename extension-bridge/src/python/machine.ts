/** What finding and installing the daemon need to know of the machine; tests bring their own. */

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { type Run, run } from './run.ts';

export interface Machine {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  home: string;
  run: Run;
  /** Whether this is a file that may be run. */
  runnable(path: string): boolean;
}

/** Return the machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    run,
    runnable: (path) => {
      try {
        accessSync(path, constants.X_OK);
        return statSync(path).isFile();
      } catch {
        return false;
      }
    },
  };
}

/** Return the rules for paths of this machine. */
export function pathsOf(machine: Machine): typeof posix {
  return machine.platform === 'win32' ? win32 : posix;
}

/**
 * Return the folders of PATH, in order.
 *
 * Relative ones are left out: they would name folders of whatever workspace is open.
 */
export function searchPath(machine: Machine): string[] {
  const path = pathsOf(machine);
  return (variable(machine, 'PATH') ?? '')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder));
}

/** Return a variable of the environment; Windows does not care for its case. */
export function variable(machine: Machine, name: string): string | undefined {
  if (machine.platform !== 'win32') {
    return machine.env[name];
  }
  const wanted = name.toUpperCase();
  const key = Object.keys(machine.env).find((key) => key.toUpperCase() === wanted);
  return key === undefined ? undefined : machine.env[key];
}

/** Return the full path of the first program of this name on PATH. */
export function onPath(machine: Machine, name: string): string | undefined {
  return programsIn(machine, searchPath(machine), name)[0];
}

/** Return the programs of this name in these folders, each once. */
export function programsIn(machine: Machine, folders: string[], name: string): string[] {
  const { join } = pathsOf(machine);
  const file = machine.platform === 'win32' ? `${name}.exe` : name;
  const found = folders.map((folder) => join(folder, file)).filter(machine.runnable);
  return [...new Set(found)];
}
