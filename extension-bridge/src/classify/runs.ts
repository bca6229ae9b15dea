/**
 * Tells each run once, as the rows of its events, though it is seen in several places.
 *
 * A test run ends as a process, and its counts come from its output or from reports that it wrote:
 * before its end, or a moment after. The daemon takes a test run and the command beside it for one
 * run, by the verdict of the first; so the counts come before the exit code, which a pipe may hide.
 * Pure: times are epoch milliseconds that the caller passes in.
 */

import { CommandClass, Kind } from '../wire/protocol.ts';
import type { Counts } from './tally.ts';

export type { Counts } from './tally.ts';

/** A report is found by a watcher of files, which gathers changes for about a second. */
export const REPORT_GRACE_MS = 2_000;

/** Reports that are held at once: a large build writes one for each of its classes. */
export const REPORTS = 4_096;

/** Exit codes of what its user stopped: SIGINT, SIGTERM, and Ctrl-C on Windows in both signs. */
const STOPPED: ReadonlySet<number> = new Set([130, 143, 3_221_225_786, -1_073_741_510]);

/** What pytest and unittest end with where there was no test to run. */
const NO_TESTS = 5;

export interface EndedRun {
  class: CommandClass;
  /** Undefined where nobody knows it. */
  exitCode: number | undefined;
  /** What its output showed. */
  counts: Counts | undefined;
  startedAt: number;
  endedAt: number;
}

/** A row of an event: kind, a, b, c. */
export type Row = readonly [kind: Kind, a: number, b: number, c: number];

interface Report extends Counts {
  at: number;
  file: number | undefined;
}

export class RunLedger {
  #underWay = 0;
  #waiting: EndedRun[] = [];
  #reports: Report[] = [];
  /** Reports up to here are of a run that was told already. */
  #toldUntil = Number.NEGATIVE_INFINITY;

  /** A test run has begun; each ends by `ended` or by `lost`. */
  began(): void {
    this.#underWay += 1;
  }

  /** A test run that had begun is no run after all, or nobody will tell of its end. */
  lost(): void {
    this.#underWay = Math.max(0, this.#underWay - 1);
  }

  /** Take in a run that ended; return what can be told at once. */
  ended(run: EndedRun): Row[] {
    if (run.class !== CommandClass.test) {
      return [commandRow(run)];
    }
    this.lost();
    if (run.counts === undefined && !isStopped(run)) {
      this.#waiting.push(run);
      return [];
    }
    this.#takeReports(run);
    this.#toldUntil = run.endedAt + REPORT_GRACE_MS;
    return rowsOf(run, run.counts);
  }

  /**
   * Take in what a report counted; a run may write several. One that is written in pieces is seen
   * several times: `file` is a number of it, by which the last time counts.
   */
  reported(counts: Counts, at: number, file?: number): void {
    const others = this.#reports.filter((report) => file === undefined || report.file !== file);
    const isOfToldRun = at <= this.#toldUntil && at >= this.#toldUntil - 2 * REPORT_GRACE_MS;
    if (!isOfToldRun || this.#waiting.length > 0) {
      others.push({ passed: counts.passed, failed: counts.failed, at, file });
    }
    this.#reports = others.slice(-REPORTS);
  }

  /** When something will have to be told, if nothing else happens before. */
  get next(): number | undefined {
    const [run] = this.#waiting;
    if (run) {
      return run.endedAt + REPORT_GRACE_MS;
    }
    const last = this.#reports.at(-1);
    return last && this.#underWay === 0 ? last.at + REPORT_GRACE_MS : undefined;
  }

  /** Return what is due to be told. */
  due(now: number): Row[] {
    const rows: Row[] = [];
    while (isDue(this.next, now)) {
      const run = this.#waiting.shift();
      const counts = this.#takeReports(run);
      if (run) {
        rows.push(...rowsOf(run, counts));
      } else if (counts) {
        // Started elsewhere: by the Testing view, or in another terminal.
        rows.push([Kind.testRun, counts.passed, counts.failed, 0]);
      }
      this.#toldUntil = now + REPORT_GRACE_MS;
    }
    return rows;
  }

  /** The sum of the reports up to the end of a run, or of all; those from before it are no one's. */
  #takeReports(run?: EndedRun): Counts | undefined {
    const until = run ? run.endedAt + REPORT_GRACE_MS : Number.POSITIVE_INFINITY;
    const taken = this.#reports.filter(({ at }) => at <= until);
    this.#reports = this.#reports.filter(({ at }) => at > until);
    const own = taken.filter(({ at }) => !run || at >= run.startedAt);
    const passed = own.reduce((sum, report) => sum + report.passed, 0);
    const failed = own.reduce((sum, report) => sum + report.failed, 0);
    return passed + failed > 0 ? { passed, failed } : undefined;
  }
}

/** With a clock that was set back there is no waiting until it has caught up. */
function isDue(next: number | undefined, now: number): boolean {
  return next !== undefined && (next <= now || now < next - 2 * REPORT_GRACE_MS);
}

function rowsOf(run: EndedRun, counts: Counts | undefined): Row[] {
  const verdict = isStopped(run) ? undefined : verdictRow(run, counts);
  return verdict ? [verdict, commandRow(run)] : [commandRow(run)];
}

/** The counts, unless the exit code knows of a failure that they don't: a file that is broken. */
function verdictRow(run: EndedRun, counts: Counts | undefined): Row | undefined {
  const { exitCode } = run;
  const ranNone = counts?.passed === 0 && exitCode === NO_TESTS;
  if (counts && (counts.failed > 0 || !exitCode || ranNone)) {
    return [Kind.testRun, counts.passed, counts.failed, durationOf(run)];
  }
  return exitCode === undefined ? undefined : [Kind.testRun, -1, -1, exitCode === 0 ? 1 : 0];
}

function commandRow(run: EndedRun): Row {
  return [Kind.commandExecuted, run.class, run.exitCode ?? -1, durationOf(run)];
}

function durationOf(run: EndedRun): number {
  return Math.max(0, Math.round(run.endedAt - run.startedAt));
}

function isStopped(run: EndedRun): boolean {
  return run.exitCode !== undefined && STOPPED.has(run.exitCode);
}
