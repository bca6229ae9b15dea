import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  causeAfterMove,
  causeAtOnce,
  type Edit,
  Moved,
  Shape,
  shapeOf,
} from '../../src/collect/cause.ts';
import { Cause } from '../../src/wire/protocol.ts';

const KEY: Edit = {
  reason: undefined,
  changes: 1,
  carets: 1,
  inserted: 1,
  deleted: 0,
  shape: Shape.key,
  atCaret: true,
  active: true,
  dirty: true,
  saving: false,
  moved: undefined,
};

/** What VS Code tells of each, beside what a single key makes. */
const CASES: [string, Partial<Edit>, Cause][] = [
  ['a key', {}, Cause.typed],
  ['a key at three carets', { changes: 3, carets: 3, inserted: 3 }, Cause.typed],
  ['a deletion', { inserted: 0, deleted: 1, shape: Shape.none }, Cause.typed],
  ['a deleted selection', { inserted: 0, deleted: 400, shape: Shape.none }, Cause.typed],
  ['a bracket that closes itself', { inserted: 2, shape: Shape.automatic }, Cause.typed],
  ['a line break with its indentation', { inserted: 5, shape: Shape.automatic }, Cause.typed],
  [
    'a first key, before the document is dirty',
    { dirty: false, moved: Moved.keyboard },
    Cause.typed,
  ],
  ['an undo', { reason: 'undo', inserted: 40, shape: Shape.lines }, Cause.undo],
  ['an undo back to what was saved', { reason: 'undo', dirty: false }, Cause.undo],
  ['a redo', { reason: 'redo' }, Cause.redo],
  ['a pasted word', { inserted: 9, shape: Shape.word, moved: Moved.keyboard }, Cause.paste],
  [
    'pasted lines over a selection',
    { inserted: 900, deleted: 30, shape: Shape.lines, moved: Moved.keyboard },
    Cause.paste,
  ],
  ['an accepted name', { inserted: 9, deleted: 3, shape: Shape.word }, Cause.completion],
  ['ghost text of one line', { inserted: 40, shape: Shape.line }, Cause.ai],
  ['ghost text of many lines', { inserted: 400, shape: Shape.lines }, Cause.ai],
  [
    'a formatter',
    { changes: 12, inserted: 30, deleted: 10, shape: Shape.line, atCaret: false },
    Cause.refactoring,
  ],
  ['a formatter at a save', { saving: true, shape: Shape.automatic }, Cause.refactoring],
  [
    'a formatter at a save, at the caret',
    { saving: true, inserted: 40, shape: Shape.lines },
    Cause.refactoring,
  ],
  [
    'a formatter at a save, while an arrow key is held',
    { saving: true, shape: Shape.automatic, atCaret: false, moved: Moved.keyboard },
    Cause.refactoring,
  ],
  [
    'a formatter at the save of a file that is not shown',
    { saving: true, active: false, carets: 0, atCaret: false, inserted: 800, shape: Shape.lines },
    Cause.refactoring,
  ],
  ['a key during a slow save', { saving: true, moved: Moved.keyboard }, Cause.typed],
  [
    'a paste that lands in a save',
    { saving: true, inserted: 13, shape: Shape.word, moved: Moved.keyboard },
    Cause.paste,
  ],
  ['an undo during a save', { reason: 'undo', saving: true }, Cause.undo],
  ['a comment sign', { inserted: 3, shape: Shape.line, atCaret: false }, Cause.refactoring],
  ['a machine key elsewhere in the file', { atCaret: false }, Cause.refactoring],
  [
    'a rename in a file that is not shown',
    { active: false, carets: 0, atCaret: false, inserted: 8, deleted: 5, shape: Shape.word },
    Cause.refactoring,
  ],
  [
    'an agent in a file that is not shown',
    { active: false, carets: 0, atCaret: false, inserted: 800, shape: Shape.lines },
    Cause.ai,
  ],
  [
    'a reload from the disk',
    { dirty: false, inserted: 300, shape: Shape.lines, atCaret: false },
    Cause.otherProgram,
  ],
];

for (const [what, facts, cause] of CASES) {
  test(`${what} has its cause`, () => {
    const edit = { ...KEY, ...facts };
    assert.equal(causeAtOnce(edit) ?? causeAfterMove(edit), cause);
  });
}

test('during a save only the edit at the caret waits for the caret', () => {
  const saving = { ...KEY, saving: true };
  assert.equal(causeAtOnce(saving), undefined);
  assert.equal(causeAtOnce({ ...saving, atCaret: false }), Cause.refactoring);
  assert.equal(causeAtOnce({ ...saving, active: false }), Cause.refactoring);
});

test('only what the keyboard alone makes is called typed', () => {
  for (const shape of Object.values(Shape)) {
    for (const [changes, atCaret] of [
      [1, false],
      [2, true],
    ] as const) {
      const edit = { ...KEY, shape, changes, atCaret };
      assert.notEqual(causeAtOnce(edit) ?? causeAfterMove(edit), Cause.typed);
    }
  }
});

const SHAPES: [string, Shape][] = [
  ['', Shape.none],
  ['a', Shape.key],
  ['\n', Shape.key],
  ['👍🏽', Shape.key],
  ['こんにちは', Shape.key],
  ['()', Shape.automatic],
  ['\n    ', Shape.automatic],
  ['\r\n\t\r\n', Shape.automatic],
  ['\n// ', Shape.automatic],
  ['    ', Shape.automatic],
  ['console.log', Shape.word],
  ['return x', Shape.line],
  ['a\nb', Shape.lines],
];

for (const [text, shape] of SHAPES) {
  test(`${JSON.stringify(text)} has the shape ${shape}`, () => {
    assert.equal(shapeOf(text), shape);
  });
}
