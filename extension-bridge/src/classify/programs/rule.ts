/** The small language of the tables of programs: how to read the words after a name. */

import { CommandClass } from '../../wire/protocol.ts';
import type { Runner } from '../runners.ts';

/** How to read the words after a program's name. */
export interface Rule {
  /** The class, where nothing further down tells another one. */
  is?: CommandClass;
  /** The class without any word after it, where that is another. */
  bare?: CommandClass;
  /** The runner, where the class turns out to be tests. */
  runner?: Runner;
  /** It keeps running and starts again by itself. */
  watch?: boolean;
  /** The options whose next word is their value. */
  valued?: ReadonlySet<string>;
  /** By the first word that is no option, or by an option before it. */
  sub?: ReadonlyMap<string, Rule>;
  /** By an option anywhere. */
  flags?: ReadonlyMap<string, Rule>;
  /** What follows: another command, a whole line, a script's name, tasks, or a file to run. */
  reads?: 'command' | 'line' | 'script' | 'tasks' | 'file';
  /** Words to leave out before that, options aside: the container, the time limit. */
  skip?: number;
}

export type Subs = Record<string, Rule>;

/** One rule for each of several names. */
export function each(names: string, rule: Rule): Subs {
  return Object.fromEntries(names.split(' ').map((name) => [name, rule]));
}

export const subs = (...parts: Subs[]): Map<string, Rule> =>
  new Map(parts.flatMap((part) => Object.entries(part)));

export const options = (names: string): Set<string> => new Set(names.split(' '));

export const is = (what: CommandClass, names: string): Subs => each(names, { is: what });

export const tests = (names: string, runner?: Runner): Subs =>
  each(names, { is: CommandClass.test, ...(runner && { runner }) });

export const command: Rule = { reads: 'command' };
export const script: Rule = { reads: 'script' };

/** Targets and tasks, in any number; by default they build. */
export const tasks = (rule: Rule = {}): Rule => ({
  is: CommandClass.build,
  reads: 'tasks',
  ...rule,
});
