/** Scrolling, summed up: where the view stands, and how many lines it moved on the way. */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import type { Edits } from './edits.ts';
import type { Surroundings } from './surroundings.ts';

/** A wheel makes dozens of moves a second; one event tells them all, once the view rests or after this. */
const SCROLLS_EVERY_MS = 500;

export class Scrolling implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listeners: vscode.Disposable;
  readonly #lines = new WeakMap<vscode.TextEditor, number>();
  #doc = 0;
  #line = 0;
  #moved = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(around: Surroundings, edits: Edits) {
    this.#around = around;
    this.#begin(vscode.window.activeTextEditor);
    this.#listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#begin(editor)),
      vscode.window.onDidChangeTextEditorVisibleRanges((event) => this.#seen(event, edits)),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#send();
    this.#listeners.dispose();
  }

  /** Where a view begins is no scrolling; one that has no size yet begins at the top. */
  #begin(editor: vscode.TextEditor | undefined): void {
    if (editor) {
      this.#lines.set(editor, editor.visibleRanges[0]?.start.line ?? this.#lines.get(editor) ?? 0);
    }
  }

  #seen({ textEditor, visibleRanges }: vscode.TextEditorVisibleRangesChangeEvent, edits: Edits) {
    const line = visibleRanges[0]?.start.line;
    const before = this.#lines.get(textEditor);
    // Each key tells of the view, too; hardly any moves it.
    if (line === undefined || line === before) {
      return;
    }
    this.#lines.set(textEditor, line);
    // Typing at the lower edge moves the view as well.
    const scrolled = before !== undefined && !edits.isEcho(textEditor.document);
    if (scrolled && textEditor === vscode.window.activeTextEditor) {
      this.#scrolled(textEditor, line, Math.abs(line - before));
    }
  }

  #scrolled(editor: vscode.TextEditor, line: number, moved: number): void {
    const doc = this.#around.documents.numberOf(editor.document.uri);
    if (doc === undefined) {
      return;
    }
    if (doc !== this.#doc) {
      this.#send();
    }
    this.#doc = doc;
    this.#line = line;
    this.#moved += moved;
    this.#timer ??= setTimeout(() => this.#send(), SCROLLS_EVERY_MS);
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#moved) {
      this.#around.sink.add(Kind.viewScrolled, this.#doc, this.#line, this.#moved, 0);
      this.#moved = 0;
    }
  }
}
