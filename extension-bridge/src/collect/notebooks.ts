/** Runs of notebook cells: whether they worked, and how long they took; each once. */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import type { Surroundings } from './surroundings.ts';

/** Tell each finished run of a cell. */
export function watchNotebooks(around: Surroundings): vscode.Disposable {
  const told = new WeakMap<vscode.NotebookCell, number>();
  return vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
    const doc = around.documents.numberOf(notebook.uri);
    for (const { cell, executionSummary } of doc === undefined ? [] : cellChanges) {
      const { success, timing } = executionSummary ?? {};
      // The summary comes again with each change of the outputs; its end tells the runs apart.
      if (success !== undefined && timing && told.get(cell) !== timing.endTime) {
        told.set(cell, timing.endTime);
        const duration = Math.max(0, Math.round(timing.endTime - timing.startTime));
        around.sink.add(Kind.notebookRun, doc ?? 0, success ? 1 : 0, duration, 0);
      }
    }
  });
}
