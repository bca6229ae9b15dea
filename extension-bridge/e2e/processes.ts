/**
 * The processes of one test: all that have its temporary folder in their environment or command line.
 *
 * A parent's number would not do: who is left behind has lost its parent.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Process {
  pid: number;
  parent: number;
  command: string;
}

/** Return the processes that belong to a folder; the caller is not among them. */
export function processesOf(folder: string): Process[] {
  const found = existsSync('/proc/self/environ') ? fromProc(folder) : fromPs(folder);
  return found.filter(({ pid }) => pid !== process.pid);
}

/** Return the daemons among them: Python that serves. */
export function daemonsOf(folder: string): Process[] {
  return processesOf(folder).filter(({ command }) => /\bserve --record /.test(command));
}

function fromProc(folder: string): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const [environment, line, stat] = ['environ', 'cmdline', 'stat'].map((file) => {
        try {
          return readFileSync(`/proc/${name}/${file}`, 'latin1');
        } catch {
          // It ended meanwhile, or belongs to somebody else.
          return '';
        }
      });
      const command = (line ?? '').replaceAll('\0', ' ').trim();
      // The name of the program, in brackets, may hold spaces.
      const [state, parent] = (stat ?? '').slice((stat ?? '').lastIndexOf(')') + 2).split(' ');
      const ours = `${environment} ${command}`.includes(folder) && state !== 'Z';
      return ours ? [{ pid: Number(name), parent: Number(parent), command }] : [];
    });
}

function fromPs(folder: string): Process[] {
  // `e` puts the environment behind the command.
  const listed = execFileSync('ps', ['axeww', '-o', 'pid=,ppid=,command='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return listed
    .split('\n')
    .filter((line) => line.includes(folder))
    .flatMap((line) => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid ? [{ pid: Number(pid), parent: Number(parent), command: command ?? '' }] : [];
    });
}
