/**
 * What a command line is for: its class, the test runner if it is a known one, and whether it
 * watches. Only that leaves this module; the line itself is dropped here.
 *
 * The rule for lines of several commands (`cd x && make test | tee log`): the most telling one
 * decides, in the order of `TELLING`.
 */

import { CommandClass } from '../wire/protocol.ts';
import { simpleCommands } from './commandLine.ts';
import type { Rule } from './programs/rule.ts';
import { PROGRAMS } from './programs.ts';
import type { Runner } from './runners.ts';
import { scriptClass, scriptWatches } from './scripts.ts';

export type { Runner } from './runners.ts';

export interface Classified {
  class: CommandClass;
  /** The test runner, where it is known and named. */
  runner: Runner | undefined;
  /** It starts again by itself, so its end says nothing about its last run. */
  watch: boolean;
}

/**
 * A run comes before the build that it needs: with the build broken it does not start, and its
 * exit code tells that all the same. Going somewhere comes last: it only prepares the rest.
 */
const TELLING: readonly CommandClass[] = [
  CommandClass.test,
  CommandClass.run,
  CommandClass.build,
  CommandClass.packages,
  CommandClass.versionControl,
  CommandClass.other,
  CommandClass.navigation,
];

/** Commands within commands (`sudo env npx ...`) that are followed: more is no work of a person. */
const DEPTH = 8;

const NOTHING: Classified = { class: CommandClass.other, runner: undefined, watch: false };

const ASSIGNMENT = /^\w+\+?=/;

/** Words of a shell's language, before the command itself. */
const KEYWORDS = new Set('if then elif else while until do !'.split(' '));

const WATCHING = new Set('--watch --watchAll --watch-all --watch=true -w'.split(' '));

/** Programs whose `-w` is not for watching. */
const OTHER_W = new Set('npm pnpm git python grep cargo go wc docker gcc'.split(' '));

export function classify(commandLine: string): Classified {
  return lineOf(commandLine, 0);
}

function lineOf(line: string, depth: number): Classified {
  return mostTelling(simpleCommands(line).map((words) => commandOf(words, depth)));
}

function mostTelling(found: Classified[]): Classified {
  const [first = NOTHING, ...rest] = found;
  return rest.reduce((best, next) => (rank(next) < rank(best) ? next : best), first);
}

const rank = (found: Classified): number => TELLING.indexOf(found.class);

/** The class of one simple command. */
function commandOf(words: readonly string[], depth: number): Classified {
  const start = words.findIndex((word) => !ASSIGNMENT.test(word) && !KEYWORDS.has(word));
  const [program, ...rest] = start < 0 ? [] : words.slice(start);
  if (program === undefined || depth > DEPTH) {
    return NOTHING;
  }
  const name = programName(program);
  const rule = ruleOf(name);
  if (rule === undefined) {
    return unknownProgram(program, name);
  }
  if (asksForHelp(rest)) {
    return { ...NOTHING, class: rule.is === CommandClass.navigation ? rule.is : NOTHING.class };
  }
  const found = follow(rule, rest, depth);
  return { ...found, watch: found.watch || watches(name, rest) };
}

function ruleOf(name: string): Rule | undefined {
  // python3.11, gcc-12
  return PROGRAMS.get(name) ?? PROGRAMS.get(name.replace(/[-.\d]+$/, ''));
}

/** Without folder, ending and version, in lower case, as Windows and a full path have them. */
function programName(word: string): string {
  const base = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
  return base
    .toLowerCase()
    .replace(/\.(exe|cmd|bat|com|ps1)$/, '')
    .replace(/(?<=.)@.*/, '');
}

/** A path is a program of the user's own, which its name may tell (`./build.sh`). */
function unknownProgram(word: string, name: string): Classified {
  if (!/[/\\]/.test(word)) {
    return NOTHING;
  }
  const stem = name.replace(/\.\w+$/, '');
  return { ...NOTHING, class: scriptClass(stem) ?? CommandClass.run };
}

function asksForHelp(words: readonly string[]): boolean {
  const [first] = words;
  return words.length === 1 && (first === '--help' || first === '--version' || first === '-h');
}

function watches(name: string, words: readonly string[]): boolean {
  return words.some((word) => WATCHING.has(word) && !(word === '-w' && OTHER_W.has(name)));
}

/** Read the words after a name by its rule. */
function follow(rule: Rule, words: readonly string[], depth: number): Classified {
  const flagged = words.findIndex((word) => rule.flags?.has(word));
  const byFlag = rule.flags?.get(words[flagged] ?? '');
  if (byFlag !== undefined) {
    // What stands before an option still counts, as in `gradle test --continuous`.
    const others = [...words.slice(flagged + 1), ...words.slice(0, flagged)];
    return inheriting(rule, byFlag, follow(byFlag, others, depth + 1));
  }
  const rest = afterOptions(rule, words);
  const inner = rule.sub?.get(rest[0]?.toLowerCase() ?? '') ?? rule.sub?.get(fileName(rest[0]));
  if (inner !== undefined) {
    return inheriting(rule, inner, follow(inner, rest.slice(1), depth));
  }
  const found = next(rule, rest.slice(rule.skip ?? 0), depth);
  return { ...found, watch: found.watch || rule.watch === true };
}

/** What is found within something that watches does so too, unless its rule denies it. */
function inheriting(rule: Rule, inner: Rule, found: Classified): Classified {
  return { ...found, watch: found.watch || (inner.watch ?? rule.watch) === true };
}

const fileName = (word = ''): string => word.slice(word.lastIndexOf('/') + 1);

/** Drop options, and their values, up to the first word or the first option with a rule. */
function afterOptions(rule: Rule, words: readonly string[]): readonly string[] {
  let at = 0;
  while (at < words.length) {
    const word = words[at] ?? '';
    if (word === '--') {
      return words.slice(at + 1);
    }
    if (rule.sub?.has(word.toLowerCase()) || !/^[-+]/.test(word)) {
      break;
    }
    at += rule.valued?.has(word) ? 2 : 1;
  }
  return words.slice(at);
}

function next(rule: Rule, words: readonly string[], depth: number): Classified {
  const [first] = words;
  if (first === undefined) {
    return { ...own(rule), class: rule.bare ?? own(rule).class };
  }
  switch (rule.reads) {
    case 'command':
      return orOwn(commandOf(words, depth + 1), rule);
    case 'line':
      return orOwn(depth < DEPTH ? lineOf(words.join(' '), depth + 1) : NOTHING, rule);
    case 'script':
      return byScript(first, words, rule, depth);
    case 'tasks':
      return byTasks(words, rule);
    case 'file':
      return byFile(first, words, rule, depth);
    default:
      return own(rule);
  }
}

/** What a rule says by itself, or of what was found further down. */
function own(rule: Rule, found: CommandClass = rule.is ?? NOTHING.class): Classified {
  const runner = found === CommandClass.test ? rule.runner : undefined;
  return { class: found, runner, watch: rule.watch === true };
}

const orOwn = (found: Classified, rule: Rule): Classified =>
  found.class === CommandClass.other ? { ...own(rule), watch: found.watch } : found;

/** A script's name; where that tells nothing, perhaps the name of a program. */
function byScript(name: string, words: readonly string[], rule: Rule, depth: number): Classified {
  const program = ruleOf(programName(name)) && commandOf(words, depth + 1);
  if (program?.runner !== undefined) {
    return program;
  }
  const found = scriptClass(fileName(name));
  if (found !== undefined) {
    return { ...own(rule, found), watch: scriptWatches(name) };
  }
  return orOwn(program ?? NOTHING, rule);
}

/** Several targets at once: the most telling one, and what the tool is for where none tells. */
function byTasks(words: readonly string[], rule: Rule): Classified {
  const found = words
    .filter((word, at) => !/^-|=/.test(word) && !rule.valued?.has(words[at - 1] ?? ''))
    .flatMap((word) => {
      const told = scriptClass(word);
      // Maven's and make's "install" put what they built in its place.
      return told === undefined || told === CommandClass.packages
        ? []
        : [{ ...own(rule, told), watch: scriptWatches(word) }];
    });
  return found.length > 0 ? mostTelling(found) : own(rule);
}

/** A file that an interpreter runs: a runner's own file, or a program of the user's. */
function byFile(file: string, words: readonly string[], rule: Rule, depth: number): Classified {
  const name = fileName(file).replace(/\.\w+$/, '');
  const found = commandOf([name, ...words.slice(1)], depth + 1);
  if (found.class === CommandClass.test) {
    return found;
  }
  const isTest = /_(test|spec)\.rb$/.test(file);
  return isTest ? { ...NOTHING, class: CommandClass.test, runner: 'minitest' } : own(rule);
}
