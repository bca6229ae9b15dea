/**
 * Runs a program to its end, without a shell and with a time limit.
 *
 * Whatever goes wrong comes back as a value: a program that is not there is an answer, too.
 */

import { execFile } from 'node:child_process';

export interface Ran {
  /** The exit code; undefined where the program could not start or was ended by us. */
  code: number | undefined;
  out: string;
  err: string;
}

export interface RunOptions {
  /** Milliseconds after which the program is ended. */
  limit: number;
  /** Never a folder of the workspace: Python would import modules from it. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Takes each piece of output as it comes, for a log. */
  onOutput?: ((text: string) => void) | undefined;
}

/** Run a program; never throws. */
export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<Ran>;

/** pip's output for a dozen packages is some 20 kB; more than this is not worth keeping. */
const MAX_OUTPUT = 4 * 1024 * 1024;

export const run: Run = (command, args, { limit, cwd, env, signal, onOutput }) =>
  new Promise((resolve) => {
    const options = {
      ...{ cwd, env, encoding: 'utf8' as const, timeout: limit, maxBuffer: MAX_OUTPUT },
      // A Python that hangs in its start ignores SIGTERM; there is nothing to save here.
      ...{ killSignal: 'SIGKILL' as const, windowsHide: true },
      ...(signal ? { signal } : {}),
    };
    try {
      const child = execFile(command, [...args], options, (error, out, err) => {
        resolve({ code: error ? exitCode(error.code) : 0, out, err });
      });
      child.stdin?.end();
      child.stdout?.on('data', (text) => onOutput?.(String(text)));
      child.stderr?.on('data', (text) => onOutput?.(String(text)));
    } catch {
      // Node refuses some commands outright, such as .cmd files or an aborted signal.
      resolve({ code: undefined, out: '', err: '' });
    }
  });

/** Node puts either the exit code or a name like ENOENT into `code`. */
function exitCode(code: unknown): number | undefined {
  return typeof code === 'number' ? code : undefined;
}
