/** Offers what may help after a "yes, stuck", and does what is chosen; each action is VS Code's own. */

import * as vscode from 'vscode';
import type { Bridge } from '../standing.ts';
import type { Reason } from '../wire/protocol.ts';
import { detail, FIRST_ANSWER, fitting, type Help, QUESTIONS, TITLES } from './help.ts';
import { clock } from './words.ts';

const BREAK_MINUTES = 5;
const BREAK_MS = BREAK_MINUTES * 60_000;

/** Long enough to be seen by somebody who comes back. */
const BREAK_OVER_MS = 60_000;

/** A line of a document; lines count from 0. */
export interface Place {
  uri: vscode.Uri;
  line: number;
}

export class Helping {
  readonly #bridge: Bridge;
  readonly #lastException: () => Place | undefined;
  #break: NodeJS.Timeout | undefined;

  constructor(bridge: Bridge, lastException: () => Place | undefined) {
    this.#bridge = bridge;
    this.#lastException = lastException;
  }

  dispose(): void {
    clearTimeout(this.#break);
  }

  /** Let the user choose among what fits the reasons, and do it. */
  async offer(reasons: readonly Reason[]): Promise<void> {
    const exception = this.#lastException();
    const items = fitting(reasons, this.#possible(exception)).map((help) => ({
      help,
      label: TITLES[help],
      detail: detail(help, reasons, exception !== undefined),
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: 'What may help' });
    if (chosen) {
      await this.#do(chosen.help, exception);
    }
  }

  #possible(exception: Place | undefined): Set<Help> {
    const possible = new Set<Help>(['changes', 'question', 'startAfresh', 'break']);
    const editor = vscode.window.activeTextEditor;
    if (editor && !editor.document.isUntitled) {
      possible.add('history');
    }
    if (exception || editor) {
      possible.add('breakpoint');
    }
    if (hasErrors()) {
      possible.add('firstError');
    }
    // With more than one group the files stand side by side already.
    const [group, ...others] = vscode.window.tabGroups.all;
    if (group && group.tabs.length > 1 && others.length === 0) {
      possible.add('sideBySide');
    }
    return possible;
  }

  async #do(help: Help, exception: Place | undefined): Promise<void> {
    switch (help) {
      case 'changes':
        return showChanges();
      case 'history':
        return run('timeline.focus');
      case 'firstError':
        return run('editor.action.marker.nextInFiles');
      case 'breakpoint':
        return setBreakpoint(exception);
      case 'sideBySide':
        return run('workbench.action.moveEditorToNextGroup');
      case 'question':
        return writeQuestion();
      case 'startAfresh':
        return run('workbench.view.scm');
      case 'break':
        return this.#takeBreak();
    }
  }

  async #takeBreak(): Promise<void> {
    await this.#bridge.request('pulsedev/snooze', { minutes: BREAK_MINUTES });
    vscode.window.setStatusBarMessage(
      `$(coffee) Break until ${clock(Date.now() + BREAK_MS)}`,
      BREAK_MS,
    );
    clearTimeout(this.#break);
    this.#break = setTimeout(() => {
      vscode.window.setStatusBarMessage('$(coffee) The break is over.', BREAK_OVER_MS);
    }, BREAK_MS);
  }
}

async function showChanges(): Promise<void> {
  await run('workbench.view.scm');
  // All changes in one editor; older versions know only one editor for each file.
  const known = await vscode.commands.getCommands(true);
  const open = ['git.viewChanges', 'git.openAllChanges'].find((id) => known.includes(id));
  if (open) {
    await run(open);
  }
}

async function setBreakpoint(exception: Place | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const place =
    exception ?? (editor && { uri: editor.document.uri, line: editor.selection.active.line });
  if (!place) {
    return;
  }
  const at = new vscode.Location(place.uri, new vscode.Position(place.line, 0));
  if (!hasBreakpoint(at)) {
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(at)]);
  }
  await vscode.window.showTextDocument(place.uri, {
    selection: at.range,
    // Where it is open beside the active editor, it need not be opened twice.
    viewColumn: columnOf(place.uri) ?? vscode.ViewColumn.Active,
  });
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const shows = (editor: vscode.TextEditor) => editor.document.uri.toString() === uri.toString();
  return vscode.window.visibleTextEditors.find(shows)?.viewColumn;
}

function hasBreakpoint(at: vscode.Location): boolean {
  return vscode.debug.breakpoints.some(
    (breakpoint) =>
      breakpoint instanceof vscode.SourceBreakpoint &&
      breakpoint.location.uri.toString() === at.uri.toString() &&
      breakpoint.location.range.start.line === at.range.start.line,
  );
}

/** The note is untitled, and of untitled documents nothing is observed. */
async function writeQuestion(): Promise<void> {
  const note = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: QUESTIONS,
  });
  const firstAnswer = new vscode.Position(FIRST_ANSWER, 0);
  await vscode.window.showTextDocument(note, {
    selection: new vscode.Range(firstAnswer, firstAnswer),
  });
}

function hasErrors(): boolean {
  return vscode.languages
    .getDiagnostics()
    .some(([, all]) => all.some((one) => one.severity === vscode.DiagnosticSeverity.Error));
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(command);
}
