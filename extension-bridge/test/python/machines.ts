/** Machines for tests: what is installed on them, and what its programs answer. */

import type { Machine } from '../../src/python/machine.ts';
import type { Ran, RunOptions } from '../../src/python/run.ts';

/** What a program prints, or its exit code. */
type Answer = string | number | ((args: readonly string[], options: RunOptions) => Ran);

export interface Made extends Machine {
  /** Each command line that was run, in order. */
  ran: string[];
  options: RunOptions[];
}

/** A machine with these programs, by full path. */
export function machine(
  programs: Record<string, Answer>,
  rest: { platform?: NodeJS.Platform; env?: NodeJS.ProcessEnv; home?: string } = {},
): Made {
  const { platform = 'linux', env = {}, home = '/home/ada' } = rest;
  const made: Made = {
    ...{ platform, env, home, ran: [], options: [] },
    runnable: (path) => path in programs,
    run: async (command, args, options) => {
      made.ran.push([command, ...args].join(' '));
      made.options.push(options);
      return said(programs[command], args, options);
    },
  };
  return made;
}

function said(answer: Answer | undefined, args: readonly string[], options: RunOptions): Ran {
  switch (typeof answer) {
    case 'string':
      return { code: 0, out: `${answer}\n`, err: '' };
    case 'number':
      return { code: answer, out: '', err: '' };
    case 'function':
      return answer(args, options);
    default:
      return { code: undefined, out: '', err: '' };
  }
}
