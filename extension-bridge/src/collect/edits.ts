/**
 * Edits of observed documents: how many characters came and went, and by whom.
 *
 * VS Code tells the edit first and the caret's move right after, so an edit whose cause only the move
 * shows waits for it, for a moment. The text is looked at in one function, which keeps its length
 * and shape. This is the path of each keystroke: it allocates one small object.
 */

import * as vscode from 'vscode';
import { Cause, Kind, Suggestion } from '../wire/protocol.ts';
import { causeAfterMove, causeAtOnce, type Edit, Shape, shapeOf } from './cause.ts';
import type { Surroundings } from './surroundings.ts';

/** The caret's move follows its edit within milliseconds; a busy extension host may take longer. */
const MOVE_FOLLOWS_MS = 100;

/** Formatters run between "will save" and "did save"; a save that never happens ends after this. */
const SAVING_MS = 3_000;

/** Which document an edit has just moved the caret of, so that its echo counts as no move. */
export interface Echoes {
  /** Whether a caret's move in this document is the echo of an edit. */
  isEcho(document: vscode.TextDocument): boolean;
}

interface Waiting {
  edit: Edit;
  document: vscode.TextDocument;
  doc: number;
}

export class Edits implements Echoes, vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listeners: vscode.Disposable;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #edited: vscode.TextDocument | undefined;
  #editedAt = 0;
  #saving: vscode.TextDocument | undefined;
  #savingSince = 0;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => this.#changed(event)),
      vscode.workspace.onWillSaveTextDocument(({ document }) => this.#willSave(document)),
      vscode.workspace.onDidSaveTextDocument(() => {
        this.#saving = undefined;
      }),
    );
  }

  dispose(): void {
    this.#settle(undefined);
    this.#listeners.dispose();
  }

  isEcho(document: vscode.TextDocument): boolean {
    return this.#edited === document && performance.now() - this.#editedAt < MOVE_FOLLOWS_MS;
  }

  /** Learn what moved the caret; called before anything is made of the move. */
  moved(document: vscode.TextDocument, kind: number | undefined): void {
    // A reload from the disk moves the caret as well: the document tells, a moment later.
    if (this.#waiting?.document === document && (kind !== undefined || this.#waiting.edit.dirty)) {
      this.#settle(kind);
    }
  }

  #willSave(document: vscode.TextDocument): void {
    this.#saving = document;
    this.#savingSince = performance.now();
  }

  #changed(event: vscode.TextDocumentChangeEvent): void {
    const { document } = event;
    // Without changes it only says that the document became dirty or clean.
    if (event.contentChanges.length === 0) {
      this.#flipped(document);
      return;
    }
    this.#settle(undefined);
    const doc = this.#around.documents.numberOf(document.uri);
    if (doc === undefined) {
      return;
    }
    const now = performance.now();
    const saving = this.#saving === document && now - this.#savingSince < SAVING_MS;
    const edit = measure(event, saving);
    this.#edited = document;
    this.#editedAt = now;
    const cause = causeAtOnce(edit);
    if (cause === undefined) {
      this.#waiting = { edit, document, doc };
      this.#timer = setTimeout(() => this.#settle(undefined), MOVE_FOLLOWS_MS);
    } else {
      this.#tell(doc, edit, cause);
    }
  }

  /** The first edit of a saved document is told before the document is dirty. */
  #flipped(document: vscode.TextDocument): void {
    const waiting = this.#waiting;
    if (waiting?.document !== document || !document.isDirty) {
      return;
    }
    waiting.edit.dirty = true;
    const cause = causeAtOnce(waiting.edit);
    if (cause !== undefined) {
      this.#drop();
      this.#tell(waiting.doc, waiting.edit, cause);
    }
  }

  #settle(moved: number | undefined): void {
    const waiting = this.#waiting;
    if (!waiting) {
      return;
    }
    this.#drop();
    const { edit, document, doc } = waiting;
    edit.moved = moved;
    edit.dirty ||= document.isDirty;
    this.#tell(doc, edit, causeAtOnce(edit) ?? causeAfterMove(edit));
  }

  #drop(): void {
    this.#waiting = undefined;
    clearTimeout(this.#timer);
  }

  #tell(doc: number, { inserted, deleted, atCaret }: Edit, cause: Cause): void {
    this.#around.sink.add(Kind.fileModified, doc, inserted, deleted, cause);
    if (cause === Cause.ai && atCaret) {
      // Text that came at the caret was offered there and taken; an agent writes elsewhere.
      this.#around.sink.add(Kind.suggestion, doc, Suggestion.accepted, inserted, 0);
    }
  }
}

/** Measure an edit; its text is not kept. */
function measure(event: vscode.TextDocumentChangeEvent, saving: boolean): Edit {
  const { contentChanges, document, reason } = event;
  const editor = vscode.window.activeTextEditor;
  const active = editor?.document === document;
  // Still those from before the edit.
  const carets = active ? editor.selections : [];
  let inserted = 0;
  let deleted = 0;
  let shape: Shape = Shape.none;
  let atCaret = active;
  for (const change of contentChanges) {
    inserted += change.text.length;
    deleted += change.rangeLength;
    shape = Math.max(shape, shapeOf(change.text)) as Shape;
    atCaret &&= carets.some((caret) => touch(caret, change.range));
  }
  return {
    reason: reasonOf(reason),
    changes: contentChanges.length,
    carets: carets.length,
    inserted,
    deleted,
    shape,
    atCaret,
    active,
    dirty: document.isDirty,
    saving,
    moved: undefined,
  };
}

/** Whether two ranges have a place in common; VS Code's own answer would be a new range. */
function touch(one: vscode.Range, other: vscode.Range): boolean {
  return !one.start.isAfter(other.end) && !other.start.isAfter(one.end);
}

function reasonOf(reason: vscode.TextDocumentChangeReason | undefined): Edit['reason'] {
  if (reason === undefined) {
    return undefined;
  }
  return reason === vscode.TextDocumentChangeReason.Undo ? 'undo' : 'redo';
}
