/** Scrolling, summed up: where the view stands, and how many lines it moved on the way. */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import type { Edits } from './edits.ts';
import type { Surroundings } from './surroundings.ts';

/** A wheel makes dozens of moves a second; one event tells them all, once the view rests or after this. */
const SCROLLS_EVERY_MS = 500;

export class Scrolling implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listener: vscode.Disposable;
  readonly #lines = new WeakMap<vscode.TextEditor, number>();
  #doc = 0;
  #line = 0;
  #moved = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(around: Surroundings, edits: Edits) {
    this.#around = around;
    this.#listener = vscode.window.onDidChangeTextEditorVisibleRanges(
      ({ textEditor, visibleRanges }) => {
        const line = visibleRanges[0]?.start.line;
        const before = this.#lines.get(textEditor);
        if (line === undefined) {
          return;
        }
        this.#lines.set(textEditor, line);
        // The first sight of a file is no scrolling, and typing at the lower edge is none.
        const moved = before === undefined ? 0 : Math.abs(line - before);
        if (moved && textEditor === vscode.window.activeTextEditor) {
          this.#scrolled(textEditor, line, edits.isEcho(textEditor.document) ? 0 : moved);
        }
      },
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#send();
    this.#listener.dispose();
  }

  #scrolled(editor: vscode.TextEditor, line: number, moved: number): void {
    const doc = this.#around.documents.numberOf(editor.document.uri);
    if (doc === undefined || moved === 0) {
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
