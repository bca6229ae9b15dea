/**
 * Tells each run once, as the rows of its events, though it is seen in several places.
 *
 * A test run ends as a process, and its counts come from its output or from a report that it wrote:
 * before its end, or a moment after. The daemon takes the command and the report that follows it
 * for one run. Pure: times are epoch milliseconds that the caller passes in.
 */

import { CommandClass, Kind } from '../wire/protocol.ts';

/** A report is found by a watcher of files, which gathers changes for about a second. */
export const REPORT_GRACE_MS = 2_000;

/** Exit codes of what its user stopped: SIGINT, SIGTERM, and Ctrl-C on Windows in both signs. */
const STOPPED: ReadonlySet<number> = new Set([130, 143, 3_221_225_786, -1_073_741_510]);

export interface Counts {
  passed: number;
  failed: number;
}

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

export class RunLedger {
  #underWay = 0;
  #waiting: EndedRun[] = [];
  #reports: (Counts & { at: number })[] = [];

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
    if (isStopped(run)) {
      this.#reports = [];
      return [commandRow(run)];
    }
    if (run.counts) {
      this.#reports = [];
      return [commandRow(run), testRow(run, run.counts)];
    }
    this.#waiting.push(run);
    return [];
  }

  /** Take in what a report counted; a run may write several. */
  reported(counts: Counts, at: number): void {
    this.#reports.push({ ...counts, at });
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
    for (let next = this.next; next !== undefined && next <= now; next = this.next) {
      const run = this.#waiting.shift();
      const counts = this.#takeReports();
      if (run) {
        rows.push(commandRow(run), ...reportRows(run, counts));
      } else if (counts) {
        // Started elsewhere: by the Testing view, or in another terminal.
        rows.push([Kind.testRun, counts.passed, counts.failed, 0]);
      }
    }
    return rows;
  }

  #takeReports(): Counts | undefined {
    const reports = this.#reports;
    this.#reports = [];
    return reports.length
      ? {
          passed: reports.reduce((sum, { passed }) => sum + passed, 0),
          failed: reports.reduce((sum, { failed }) => sum + failed, 0),
        }
      : undefined;
  }
}

function reportRows(run: EndedRun, counts: Counts | undefined): Row[] {
  if (counts && counts.passed + counts.failed > 0) {
    return [testRow(run, counts)];
  }
  return run.exitCode === undefined ? [] : [[Kind.testRun, -1, -1, run.exitCode === 0 ? 1 : 0]];
}

function commandRow(run: EndedRun): Row {
  return [Kind.commandExecuted, run.class, run.exitCode ?? -1, durationOf(run)];
}

function testRow(run: EndedRun, { passed, failed }: Counts): Row {
  return [Kind.testRun, passed, failed, durationOf(run)];
}

function durationOf(run: EndedRun): number {
  return Math.max(0, Math.round(run.endedAt - run.startedAt));
}

function isStopped(run: EndedRun): boolean {
  return run.exitCode !== undefined && STOPPED.has(run.exitCode);
}
