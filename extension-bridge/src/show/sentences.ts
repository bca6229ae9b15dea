/** Events in plain words, as `pulsedev data show` says them: all that is kept of them is numbers. */

import { Cause, CommandClass, Kind, Search, Stop, Suggestion } from '../wire/protocol.ts';
import { count, duration } from './words.ts';

/** The numbers of one event, as the table of the protocol names them. */
export interface Numbers {
  kind: number;
  a: number;
  b: number;
  c: number;
}

/** What stands for an exit code or a number of tests that nobody knows. */
const UNKNOWN = -1;

/** Up to so many milliseconds tenths of a second are told. */
const SHORT_MS = 10_000;

const CAUSES: Record<number, string> = {
  [Cause.undo]: 'undo',
  [Cause.redo]: 'redo',
  [Cause.paste]: 'paste',
  [Cause.completion]: 'completion',
  [Cause.ai]: 'AI edit',
  [Cause.refactoring]: 'formatting',
  [Cause.otherProgram]: 'another program',
};
const COMMANDS: Record<number, string> = {
  [CommandClass.build]: 'a build',
  [CommandClass.test]: 'a test command',
  [CommandClass.run]: 'a program',
  [CommandClass.versionControl]: 'a version control command',
  [CommandClass.packages]: 'a package manager',
  [CommandClass.navigation]: 'a navigation command',
};
const STOPS: Record<number, string> = {
  [Stop.breakpoint]: ' at a breakpoint',
  [Stop.step]: ' after a step',
  [Stop.exception]: ' at an exception',
  [Stop.pause]: ' by hand',
};
const SUGGESTED: Record<number, string> = {
  [Suggestion.shown]: 'saw',
  [Suggestion.accepted]: 'accepted',
  [Suggestion.rejected]: 'rejected',
};
const SEARCHED: Record<number, string> = {
  [Search.inFile]: ' in a file',
  [Search.inWorkspace]: ' in the workspace',
  [Search.help]: ' for help',
};
const DEVICES: Record<number, string> = {
  1: ', by keyboard',
  2: ', by mouse',
  3: ', by a command',
};

type Words = (a: number, b: number, c: number) => string;

const WORDS: Record<Kind, Words> = {
  [Kind.fileModified]: (inserted, deleted, cause) =>
    cause === Cause.typed
      ? typed(inserted, deleted)
      : `${CAUSES[cause] ?? 'an edit'}: ${count(inserted, 'character')} in, ${amount(deleted)} out`,
  [Kind.cursorMoved]: moved,
  [Kind.focusChanged]: (gained, away) => {
    const after = away ? `back to the window after ${duration(away)}` : 'to the window';
    return gained ? `came ${after}` : 'left the window';
  },
  [Kind.fileOpened]: (lines, _, switched) =>
    `${switched ? 'switched to' : 'opened'} a file (${count(lines, 'line')})`,
  [Kind.fileSaved]: (lines, _, automatic) =>
    `saved (${count(lines, 'line')}${automatic ? ', automatically' : ''})`,
  [Kind.fileClosed]: () => 'closed',
  [Kind.viewScrolled]: (first, lines) =>
    `scrolled ${count(Math.abs(lines), 'line')} ${upOrDown(lines)}, to line ${amount(first)}`,
  [Kind.errorOccurred]: (errors, warnings) =>
    `open now: ${count(errors, 'error')}, ${count(warnings, 'warning')}`,
  [Kind.testRun]: tests,
  [Kind.commandExecuted]: (what, code, ms) => {
    const end = code === UNKNOWN ? 'ended' : `ended with exit code ${code}`;
    return `${COMMANDS[what] ?? 'a command'} ${end}, ${lasted(ms)}`;
  },
  [Kind.debugStarted]: (session) => `debugger ${session} started`,
  [Kind.debugPaused]: (session, _, why) => `debugger ${session} stopped${STOPS[why] ?? ''}`,
  [Kind.debugStopped]: (session, _, ran) => `debugger ${session} ended after ${duration(ran)}`,
  [Kind.breakpointChanged]: (change, now) =>
    `${change > 0 ? 'set' : 'removed'} a breakpoint (${amount(now)} now)`,
  [Kind.commitCreated]: (added, deleted, files) =>
    `made a commit: ${count(added, 'line')} added, ${amount(deleted)} deleted, ${count(files, 'file')}`,
  [Kind.branchChanged]: () => 'changed the branch',
  [Kind.suggestion]: (outcome, characters) =>
    `${SUGGESTED[outcome] ?? 'had'} a suggestion of ${count(characters, 'character')}`,
  [Kind.search]: (where) => `searched${SEARCHED[where] ?? ''}`,
  [Kind.notebookRun]: (ok, ms) => `a notebook's cell ${ok ? 'ran' : 'failed'}, ${lasted(ms)}`,
};

/** Say what happened; of an event of a later version, its numbers. */
export function sentence({ kind, a, b, c }: Numbers): string {
  const words: Words | undefined = WORDS[kind as Kind];
  return words ? words(a, b, c) : `an event of kind ${kind}: ${a}, ${b}, ${c}`;
}

function typed(inserted: number, deleted: number): string {
  if (!deleted) {
    return `typed ${count(inserted, 'character')}`;
  }
  return inserted
    ? `typed ${count(inserted, 'character')} over ${amount(deleted)}`
    : `deleted ${count(deleted, 'character')}`;
}

function moved(lines: number, selected: number, device: number): string {
  const by = DEVICES[device] ?? '';
  if (selected) {
    return `selected ${count(selected, 'character')}${by}`;
  }
  return lines
    ? `moved the cursor ${count(Math.abs(lines), 'line')} ${upOrDown(lines)}${by}`
    : `moved the cursor within its line${by}`;
}

function tests(passed: number, failed: number, third: number): string {
  if (passed === UNKNOWN && failed === UNKNOWN) {
    return third ? 'tests passed' : 'tests failed';
  }
  if (!passed && !failed) {
    return `no tests ran, ${lasted(third)}`;
  }
  const counts = `${amount(passed)} passed, ${amount(failed)} failed`;
  return `tests ${failed ? 'failed' : 'passed'}: ${counts}, ${lasted(third)}`;
}

function upOrDown(lines: number): string {
  return lines < 0 ? 'up' : 'down';
}

function lasted(ms: number): string {
  return Math.abs(ms) < SHORT_MS ? `${(ms / 1000).toFixed(1)} s` : duration(ms / 1000);
}

function amount(n: number): string {
  return n.toLocaleString('en-US');
}
