/** Files that are opened, switched to, saved and closed. */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import { languageNumber } from './languages.ts';
import type { Surroundings } from './surroundings.ts';

const OPENED = 0;
const SWITCHED = 1;
const AUTOMATIC = 1;

export class Files implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listeners: vscode.Disposable;
  /** What is open in a tab, by the number that it was told with. */
  readonly #open = new Set<number>();
  #shown = 0;
  #automatic: vscode.TextDocument | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#show(vscode.window.activeTextEditor);
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#show(editor)),
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        const byHand = reason === vscode.TextDocumentSaveReason.Manual;
        this.#automatic = byHand ? undefined : document;
      }),
      vscode.workspace.onDidSaveTextDocument((document) => this.#saved(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#closed(document)),
    );
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #show(editor: vscode.TextEditor | undefined): void {
    // Between two files VS Code shows nothing for a moment; only another file is a switch.
    if (!editor) {
      return;
    }
    const { document } = editor;
    const doc = this.#around.documents.numberOf(document.uri);
    if (doc === undefined || doc === this.#shown) {
      return;
    }
    this.#shown = doc;
    const how = this.#open.has(doc) ? SWITCHED : OPENED;
    this.#open.add(doc);
    const language = languageNumber(document.languageId);
    this.#around.sink.add(Kind.fileOpened, doc, document.lineCount, language, how);
  }

  #saved(document: vscode.TextDocument): void {
    const automatic = this.#automatic === document ? AUTOMATIC : 0;
    this.#automatic = undefined;
    const doc = this.#around.documents.numberOf(document.uri);
    if (doc !== undefined) {
      this.#around.sink.add(Kind.fileSaved, doc, document.lineCount, 0, automatic);
    }
  }

  #closed(document: vscode.TextDocument): void {
    const doc = this.#around.documents.numberOf(document.uri);
    // A notebook's cells share its number, and a change of language closes and opens again.
    if (doc === undefined || !this.#open.has(doc) || this.#isStillOpen(doc, document)) {
      return;
    }
    this.#open.delete(doc);
    if (this.#shown === doc) {
      this.#shown = 0;
    }
    this.#around.sink.add(Kind.fileClosed, doc, 0, 0, 0);
  }

  #isStillOpen(doc: number, closed: vscode.TextDocument): boolean {
    return vscode.workspace.textDocuments.some(
      (document) => document !== closed && this.#around.documents.numberOf(document.uri) === doc,
    );
  }
}
