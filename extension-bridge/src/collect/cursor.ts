/**
 * Moves of the caret that somebody made: how far, how much is selected, and by what means.
 *
 * Typing moves the caret too; that is no event. A held arrow key makes thirty moves a second, so
 * moves are summed up: down and up again is a move of no lines.
 */

import * as vscode from 'vscode';
import { Kind, Mover } from '../wire/protocol.ts';
import type { Edits } from './edits.ts';
import type { Surroundings } from './surroundings.ts';

/** The most often that the caret is worth an event; features look at spans of a minute and more. */
const MOVES_EVERY_MS = 500;

export class Caret implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #edits: Edits;
  readonly #listeners: vscode.Disposable;
  readonly #lines = new WeakMap<vscode.TextEditor, number>();
  #doc = 0;
  /** Lines since the last event, negative upwards: by their sum the daemon knows the place. */
  #moved = 0;
  #selected = 0;
  #mover: number = Mover.unknown;
  #timer: NodeJS.Timeout | undefined;
  #more = false;

  constructor(around: Surroundings, edits: Edits) {
    this.#around = around;
    this.#edits = edits;
    this.#listeners = vscode.window.onDidChangeTextEditorSelection((event) => this.#seen(event));
  }

  dispose(): void {
    this.#send();
    clearTimeout(this.#timer);
    this.#listeners.dispose();
  }

  #seen({ textEditor, selections, kind }: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = textEditor;
    const [selection] = selections;
    this.#edits.moved(document, kind);
    const doc = this.#around.documents.numberOf(document.uri);
    if (doc === undefined || selection === undefined) {
      return;
    }
    const { line } = selection.active;
    const before = this.#lines.get(textEditor);
    this.#lines.set(textEditor, line);
    if (this.#edits.isEcho(document)) {
      return;
    }
    if (doc !== this.#doc) {
      this.#send();
    }
    this.#doc = doc;
    this.#moved += line - (before ?? line);
    this.#selected = lengthOf(document, selections);
    this.#mover = kind ?? Mover.unknown;
    this.#more = true;
    if (this.#timer === undefined) {
      this.#send();
      this.#timer = setTimeout(() => this.#due(), MOVES_EVERY_MS);
    }
  }

  #due(): void {
    this.#timer = undefined;
    if (this.#more) {
      this.#send();
      this.#timer = setTimeout(() => this.#due(), MOVES_EVERY_MS);
    }
  }

  #send(): void {
    if (this.#more) {
      this.#around.sink.add(Kind.cursorMoved, this.#doc, this.#moved, this.#selected, this.#mover);
    }
    this.#more = false;
    this.#moved = 0;
  }
}

/** Selected characters; offsets cost something, and hardly any move selects. */
function lengthOf(document: vscode.TextDocument, selections: readonly vscode.Selection[]): number {
  let length = 0;
  for (const selection of selections) {
    if (!selection.isEmpty) {
      length += document.offsetAt(selection.end) - document.offsetAt(selection.start);
    }
  }
  return length;
}
