import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Moved } from '../../src/collect/cause.ts';
import { Cause, Kind } from '../../src/wire/protocol.ts';
import { install } from './editor.ts';

const editor = install();
const { Edits } = await import('../../src/collect/edits.ts');
const { Caret } = await import('../../src/collect/cursor.ts');

/** Longer than an edit waits for the caret, and an echo is one. */
const A_MOMENT_MS = 150;

/** As often as moves are told. */
const MOVES_EVERY_MS = 500;

let observers: { dispose(): void }[];
let now = 0;

function pass(ms: number): void {
  now += ms;
  mock.timers.tick(ms);
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(performance, 'now', () => now);
  const edits = new Edits(editor.around);
  observers = [edits, new Caret(editor.around, edits)];
  pass(A_MOMENT_MS);
  editor.told.length = 0;
});

afterEach(() => {
  for (const observer of observers) {
    observer.dispose();
  }
  mock.timers.reset();
  mock.restoreAll();
});

/** The lines of the moves that were told. */
function moves(): number[] {
  return editor.told.filter(([kind]) => kind === Kind.cursorMoved).map(([, lines]) => lines);
}

test('a paste that lands in a save is a paste, once the caret has moved', () => {
  editor.willSave();
  editor.edit('pasted words');
  assert.deepEqual(editor.causes, []);
  editor.move(0, Moved.keyboard);
  editor.didSave();
  assert.deepEqual(editor.causes, [Cause.paste]);
});

test('who types on during a slow save types', () => {
  editor.willSave();
  for (const key of 'abc') {
    editor.edit(key);
    editor.move(0, Moved.keyboard);
  }
  assert.deepEqual(editor.causes, [Cause.typed, Cause.typed, Cause.typed]);
});

test('a formatter at the caret is one, whether it moves the caret or not', () => {
  editor.willSave();
  editor.edit('\n');
  editor.move(1, undefined);
  editor.edit('\n');
  editor.didSave();
  pass(A_MOMENT_MS);
  assert.deepEqual(editor.causes, [Cause.refactoring, Cause.refactoring]);
});

test('a formatter elsewhere in the file is one at once', () => {
  editor.willSave();
  editor.edit('\n', 40);
  assert.deepEqual(editor.causes, [Cause.refactoring]);
});

test('after the save a key is typed at once, as before it', () => {
  editor.willSave();
  editor.didSave();
  editor.edit('a');
  assert.deepEqual(editor.causes, [Cause.typed]);
});

test('a move upwards has a negative number of lines', () => {
  editor.move(10, Moved.mouse);
  pass(MOVES_EVERY_MS);
  editor.move(3, Moved.mouse);
  assert.deepEqual(moves(), [0, -7]);
});

test('moves of half a second are one, by the lines between where it began and ended', () => {
  editor.move(10, Moved.keyboard);
  for (const line of [11, 12, 13, 12, 11]) {
    editor.move(line, Moved.keyboard);
  }
  pass(MOVES_EVERY_MS);
  editor.move(12, Moved.keyboard);
  editor.move(11, Moved.keyboard);
  pass(MOVES_EVERY_MS);
  assert.deepEqual(moves().slice(1), [1, 0]);
});

test('the caret that goes with a key is no move', () => {
  editor.edit('\n');
  editor.move(1, Moved.keyboard);
  assert.deepEqual(moves(), []);
});
