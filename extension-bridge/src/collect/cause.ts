/**
 * Who or what made an edit, from the few facts that VS Code's stable API gives.
 *
 * The rule: what may be a machine's work is never called typed, as it would count as effort. Pure, so
 * each case that a real VS Code showed is a line of a test. No fact outlives its edit.
 */

import { Cause } from '../wire/protocol.ts';

/** The shape of inserted text; all that is kept of it. */
export const Shape = {
  none: 0,
  /** One character, as a key gives; or what an input method composed. */
  key: 1,
  /** A line break with its indentation, or a pair of brackets or quotes. */
  automatic: 2,
  /** Part of one line without a space in it: a name, perhaps with its brackets. */
  word: 3,
  /** Part of one line. */
  line: 4,
  /** More than one line. */
  lines: 5,
} as const;
export type Shape = (typeof Shape)[keyof typeof Shape];

/** How VS Code says that the caret came to where it is; undefined is most programs. */
export const Moved = { keyboard: 1, mouse: 2, command: 3 } as const;

export interface Edit {
  reason: 'undo' | 'redo' | undefined;
  /** Separate places that changed at once, and how many carets there were. */
  changes: number;
  carets: number;
  inserted: number;
  deleted: number;
  shape: Shape;
  /** Whether the change ended at a caret of the active editor. */
  atCaret: boolean;
  /** Whether the document is that of the active editor. */
  active: boolean;
  /** Whether the document has unsaved changes; VS Code tells so a moment after the first edit. */
  dirty: boolean;
  /** Whether VS Code was about to save the document. */
  saving: boolean;
  /** What moved the caret right after it, if that is known. */
  moved: number | undefined;
}

/** A replacement of at most this many characters in a file that nobody looks at is a rename. */
const RENAMED = 100;

/** Return the cause, or undefined where only what comes next can tell. */
export function causeAtOnce(edit: Edit): Cause | undefined {
  if (edit.reason) {
    return edit.reason === 'undo' ? Cause.undo : Cause.redo;
  }
  if (!edit.dirty) {
    return undefined;
  }
  if (edit.saving) {
    // Who types on during a slow save moves the caret by keyboard; a formatter does not.
    return edit.active && edit.atCaret ? undefined : Cause.refactoring;
  }
  if (!edit.active) {
    return isLarge(edit) ? Cause.ai : Cause.refactoring;
  }
  const byKey = edit.shape <= Shape.automatic && edit.changes <= edit.carets;
  return byKey && edit.atCaret ? Cause.typed : undefined;
}

/** Return the cause once the caret has moved, or enough time has passed without a move. */
export function causeAfterMove(edit: Edit): Cause {
  if (edit.moved === Moved.keyboard) {
    return byKeyboard(edit);
  }
  if (!edit.dirty) {
    // Only a reload from the disk leaves a changed document clean.
    return Cause.otherProgram;
  }
  if (edit.saving || edit.changes > edit.carets || !edit.atCaret) {
    return Cause.refactoring;
  }
  if (edit.shape <= Shape.word) {
    return edit.shape < Shape.word ? Cause.refactoring : Cause.completion;
  }
  return Cause.ai;
}

function byKeyboard(edit: Edit): Cause {
  return edit.shape <= Shape.automatic ? Cause.typed : Cause.paste;
}

function isLarge(edit: Edit): boolean {
  return edit.shape === Shape.lines || edit.inserted + edit.deleted > RENAMED * edit.changes;
}

const PAIR = /^(?:\(\)|\[\]|\{\}|<>|""|''|``|""""""|''''''|``````|\$\$)$/;
const BREAK = /^\r?\n[\t ]*(?:\r?\n[\t ]*)?$/;
const INDENT = /^(?:\t+| +)$/;
/** What comment signs and list markers continue a line with, when Enter is pressed. */
const CONTINUED = /^\r?\n[\t ]*(?:\/\/[/!]?|\*|#|--|;|[-*+]|\d+[.)]) ?$/;
const COMPOSED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;
/** One sign of several units, as emoji are. */
const PICTURE = /^\p{Extended_Pictographic}[^\x20-\x7e]*$/u;
const BREAKS = /[\r\n]/;
const SPACE = /\s/;

/** Return the shape of inserted text, which is looked at here and nowhere else. */
export function shapeOf(text: string): Shape {
  if (text.length < 2) {
    return text.length === 0 ? Shape.none : Shape.key;
  }
  if (BREAKS.test(text)) {
    return BREAK.test(text) || CONTINUED.test(text) ? Shape.automatic : Shape.lines;
  }
  if (PAIR.test(text) || INDENT.test(text)) {
    return Shape.automatic;
  }
  if (COMPOSED.test(text) || PICTURE.test(text)) {
    return Shape.key;
  }
  return SPACE.test(text) ? Shape.line : Shape.word;
}
