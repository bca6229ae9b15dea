/**
 * Commands in terminals and tasks, and the test runs among them; each is told once.
 *
 * A command line becomes a class, and a test runner's output becomes two counts, in the functions
 * that see them. A task runs in a terminal too, which reports it again: the process tells them apart.
 */

import * as vscode from 'vscode';
import { type Classified, classify } from '../classify/commands.ts';
import { type Counts, type Row, RunLedger } from '../classify/runs.ts';
import { OutputTail } from '../classify/testOutput.ts';
import { CommandClass } from '../wire/protocol.ts';
import { Reports } from './reports.ts';
import type { Surroundings } from './surroundings.ts';

/** The last of a run's output arrives with its end; a terminal that is never drained is not waited for. */
const OUTPUT_LIMIT_MS = 1_000;

/** A task without shell integration in its terminal shows no output; that is known by waiting. */
const SHOWN_LIMIT_MS = 500;

/** Processes that are remembered: a task and its terminal tell of it within a moment. */
const REMEMBERED = 64;

interface Begun {
  class: CommandClass;
  startedAt: number;
  /** What a test runner's output shows; nothing is read of the others. */
  counts: () => Promise<Counts | undefined>;
}

interface TaskRun {
  class: CommandClass;
  startedAt: number;
  /** The same run as its terminal tells it, which sees the output. */
  shown: Promise<Begun>;
  show: (begun: Begun) => void;
}

const NO_COUNTS = async (): Promise<undefined> => undefined;

export class Runs implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listeners: vscode.Disposable;
  readonly #ledger = new RunLedger();
  readonly #commands = new Map<vscode.TerminalShellExecution, Begun>();
  readonly #tasks = new Map<vscode.TaskExecution, TaskRun>();
  readonly #taskProcesses = new Map<number, TaskRun | undefined>();
  readonly #shown = new Map<number, Begun>();
  #timer: NodeJS.Timeout | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution((event) => this.#commandStarted(event)),
      vscode.window.onDidEndTerminalShellExecution((event) => void this.#commandEnded(event)),
      vscode.tasks.onDidStartTaskProcess((event) => this.#taskStarted(event)),
      vscode.tasks.onDidEndTaskProcess((event) => void this.#taskEnded(event)),
      new Reports(around, (counts, file) => {
        this.#ledger.reported(counts, Date.now(), file);
        this.#tell([]);
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.dispose();
  }

  #commandStarted({ execution, terminal }: vscode.TerminalShellExecutionStartEvent): void {
    const what = classify(execution.commandLine.value);
    // One that watches ends when its user stops it, which says nothing about its runs.
    const isTest = what.class === CommandClass.test && !what.watch;
    if (isTest) {
      this.#ledger.began();
    }
    const counts = isTest ? countsOf(execution) : NO_COUNTS;
    const kind = what.watch ? CommandClass.other : what.class;
    const begun = { class: kind, startedAt: Date.now(), counts };
    this.#commands.set(execution, begun);
    void this.#offer(terminal, begun);
  }

  /** A task's terminal lends it the output, whichever of the two is told first. */
  async #offer(terminal: vscode.Terminal, begun: Begun): Promise<void> {
    const process = await terminal.processId;
    if (process !== undefined) {
      remember(this.#shown, process, begun);
      this.#taskProcesses.get(process)?.show(begun);
    }
  }

  async #commandEnded(event: vscode.TerminalShellExecutionEndEvent): Promise<void> {
    const begun = this.#commands.get(event.execution);
    if (!begun || !this.#commands.delete(event.execution)) {
      return;
    }
    const endedAt = Date.now();
    const process = await event.terminal.processId;
    if (process !== undefined && this.#taskProcesses.has(process)) {
      // The task tells of its end itself. Only now is the number of a terminal's next process sure.
      this.#taskProcesses.get(process)?.show(begun);
      if (begun.class === CommandClass.test) {
        this.#ledger.lost();
      }
      return;
    }
    const { class: kind, startedAt } = begun;
    const counts = await begun.counts();
    this.#tell(
      this.#ledger.ended({ class: kind, exitCode: event.exitCode, counts, startedAt, endedAt }),
    );
  }

  #taskStarted({ execution, processId }: vscode.TaskProcessStartEvent): void {
    const { task } = execution;
    const run = task.isBackground ? undefined : taskRun(task);
    remember(this.#taskProcesses, processId, run);
    if (!run) {
      // It ends when its user stops it, which says nothing about its runs.
      return;
    }
    if (run.class === CommandClass.test) {
      this.#ledger.began();
    }
    this.#tasks.set(execution, run);
    const begun = this.#shown.get(processId);
    if (begun) {
      run.show(begun);
    }
  }

  async #taskEnded({ execution, exitCode }: vscode.TaskProcessEndEvent): Promise<void> {
    const run = this.#tasks.get(execution);
    if (!run || !this.#tasks.delete(execution)) {
      return;
    }
    const endedAt = Date.now();
    const { class: kind, startedAt } = run;
    const counts = kind === CommandClass.test ? await shownCounts(run) : undefined;
    this.#tell(this.#ledger.ended({ class: kind, exitCode, counts, startedAt, endedAt }));
  }

  #tell(rows: readonly Row[]): void {
    for (const [kind, a, b, c] of [...rows, ...this.#ledger.due(Date.now())]) {
      this.#around.sink.add(kind, 0, a, b, c);
    }
    clearTimeout(this.#timer);
    const { next } = this.#ledger;
    if (next !== undefined) {
      this.#timer = setTimeout(() => this.#tell([]), Math.max(0, next - Date.now()));
    }
  }
}

/** The class of a task: by its group if it has one, else by its command. */
function classOf(task: vscode.Task): CommandClass {
  if (task.group === vscode.TaskGroup.Test || task.group?.id === vscode.TaskGroup.Test.id) {
    return CommandClass.test;
  }
  const what = classified(task.execution);
  const builds = task.group?.id === vscode.TaskGroup.Build.id;
  return builds && what.class === CommandClass.other ? CommandClass.build : what.class;
}

function classified(execution: vscode.Task['execution']): Classified {
  if (execution instanceof vscode.ShellExecution) {
    const command = execution.commandLine ?? [execution.command, ...execution.args];
    return classify(typeof command === 'string' ? command : command.map(wordOf).join(' '));
  }
  if (execution instanceof vscode.ProcessExecution) {
    return classify([execution.process, ...execution.args].join(' '));
  }
  return classify('');
}

function wordOf(word: string | vscode.ShellQuotedString | undefined): string {
  return typeof word === 'string' ? word : (word?.value ?? '');
}

function taskRun(task: vscode.Task): TaskRun {
  let show: TaskRun['show'] = () => {};
  const shown = new Promise<Begun>((resolve) => {
    show = resolve;
  });
  return { class: classOf(task), startedAt: Date.now(), shown, show };
}

async function shownCounts(run: TaskRun): Promise<Counts | undefined> {
  const begun = await Promise.race([run.shown, passed(SHOWN_LIMIT_MS)]);
  return begun?.counts();
}

function remember<T>(processes: Map<number, T>, process: number, what: T): void {
  processes.set(process, what);
  const [oldest] = processes.keys();
  if (processes.size > REMEMBERED && oldest !== undefined) {
    processes.delete(oldest);
  }
}

/** Begin to read a test runner's output; what is handed back waits for its end and counts. */
function countsOf(execution: vscode.TerminalShellExecution): () => Promise<Counts | undefined> {
  const tail = new OutputTail();
  const read = (async (): Promise<void> => {
    for await (const text of execution.read()) {
      tail.push(text);
    }
  })().catch(() => undefined);
  return async () => {
    await Promise.race([read, passed(OUTPUT_LIMIT_MS)]);
    const counts = tail.counts();
    tail.drop();
    return counts;
  };
}

function passed(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}
