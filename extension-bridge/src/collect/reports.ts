/**
 * JUnit reports that test runners write into the workspace: read, counted, and dropped.
 *
 * Only files with the usual names are looked at, only when they appear or change, and nothing of
 * them is kept but two counts.
 */

import * as vscode from 'vscode';
import { countJUnit } from '../classify/junit.ts';
import type { Counts } from '../classify/runs.ts';
import type { Surroundings } from './surroundings.ts';

/** Where test runners put their reports: pytest, Maven, Gradle, jest, Playwright, .NET, go-junit-report. */
const NAMES =
  '**/{junit*.xml,*junit.xml,TEST-*.xml,test-results/**/*.xml,test-reports/**/*.xml,pytest*.xml}';

/** A report of ten thousand tests has about this; a larger file is something else. */
const LARGEST_BYTES = 8 * 1_024 * 1_024;

/** Dependencies bring reports of their own, of runs that nobody here made. */
const FOREIGN = /\/(?:node_modules|\.venv|venv|site-packages|vendor)\//;

export class Reports implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #counted: (counts: Counts, file: number) => void;
  readonly #watchers: vscode.Disposable[];

  constructor(around: Surroundings, counted: (counts: Counts, file: number) => void) {
    this.#around = around;
    this.#counted = counted;
    this.#watchers = (vscode.workspace.workspaceFolders ?? [])
      .filter((folder) => folder.uri.scheme === 'file')
      .map((folder) => this.#watch(folder));
  }

  dispose(): void {
    for (const watcher of this.#watchers) {
      watcher.dispose();
    }
  }

  #watch(folder: vscode.WorkspaceFolder): vscode.Disposable {
    const pattern = new vscode.RelativePattern(folder, NAMES);
    const watcher = vscode.workspace.createFileSystemWatcher(pattern, false, false, true);
    const read = (uri: vscode.Uri) => void this.#read(uri);
    return vscode.Disposable.from(watcher, watcher.onDidCreate(read), watcher.onDidChange(read));
  }

  async #read(uri: vscode.Uri): Promise<void> {
    const file = this.#around.documents.numberOf(uri);
    if (file === undefined || FOREIGN.test(uri.path)) {
      return;
    }
    const counts = await countsIn(uri);
    if (counts) {
      this.#counted(counts, file);
    }
  }
}

async function countsIn(uri: vscode.Uri): Promise<Counts | undefined> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > LARGEST_BYTES) {
      return undefined;
    }
    return countJUnit(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    // It was gone again, or is still being written: then another change follows.
    return undefined;
  }
}
