/** What somebody does with text arrives at the daemon in numbers: each event with the right ones. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cause, Kind } from '../src/wire/protocol.ts';
import { driven } from './driven.ts';
import type { Event } from './record.ts';
import { until } from './until.ts';

const LONG = Array.from({ length: 400 }, (_, line) => `line ${line}\n`).join('');

const code = driven({
  name: 'editing',
  agreed: true,
  files: {
    'notes.txt': 'one\ntwo\n',
    'copied.txt': 'fifteen letters\n',
    'brackets.txt': '\n',
    'words.txt': 'extraordinary\n\n',
    'other.txt': 'a\n',
    'long.txt': LONG,
    'data.json': '{}\n',
  },
  settings: {
    // VS Code knows the brackets of plain text at once; those of a language come some time later.
    '[plaintext]': { 'editor.autoClosingBrackets': 'always' },
  },
});

/** Characters inserted and deleted, and the causes, of some edits. */
function total(events: Event[]): { inserted: number; deleted: number; causes: number[] } {
  return {
    inserted: events.reduce((sum, { a }) => sum + a, 0),
    deleted: events.reduce((sum, { b }) => sum + b, 0),
    causes: [...new Set(events.map(({ c }) => c))],
  };
}

/** A save comes after all edits before it, so that they can be counted. */
async function edits(during: () => Promise<void>): Promise<Event[]> {
  const { window, daemon } = code();
  const next = daemon.next;
  await during();
  await window.press('ControlOrMeta+S');
  await next.first(Kind.fileSaved);
  return next.of(Kind.fileModified);
}

test('Opening a file says how many lines it has, and which document it is.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.open('notes.txt');
  const opened = await next.first(Kind.fileOpened);
  assert.equal(opened.doc, daemon.documentOf('notes.txt'));
  assert.deepEqual([opened.a, opened.c], [3, 0]);
});

test('Thirty typed characters are thirty characters inserted by typing.', async () => {
  const { window, daemon } = code();
  await window.press('ControlOrMeta+End');
  const made = await edits(() => window.type('value = compute 1234 + other12'));
  assert.deepEqual(total(made), { inserted: 30, deleted: 0, causes: [Cause.typed] });
  assert.ok(made.every(({ doc }) => doc === daemon.documentOf('notes.txt')));
});

test('Undo and redo are told apart from typing, with the same characters.', async () => {
  const { window } = code();
  const undone = total(await edits(() => window.press('ControlOrMeta+Z')));
  assert.deepEqual(undone.causes, [Cause.undo]);
  assert.ok(undone.deleted > 0 && undone.inserted === 0);
  const redone = total(await edits(() => window.press('ControlOrMeta+Shift+Z')));
  assert.deepEqual(redone, { inserted: undone.deleted, deleted: 0, causes: [Cause.redo] });
});

test('A cursor that moves says by how many lines and by what.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.press('ControlOrMeta+Home');
  const moved = await next.first(Kind.cursorMoved, ({ a }) => a !== 0);
  assert.deepEqual([moved.a, moved.b, moved.c], [-2, 0, 1]);
});

test('A paste is one edit by pasting.', async () => {
  const { window, daemon } = code();
  await window.open('copied.txt');
  await window.press('ControlOrMeta+Home', 'Shift+End', 'ControlOrMeta+C', 'End');
  const made = await edits(async () => {
    const next = daemon.next;
    await window.press('ControlOrMeta+V');
    // The clipboard takes its time; a save at once would come before the text.
    await next.first(Kind.fileModified);
  });
  assert.deepEqual(total(made), { inserted: 15, deleted: 0, causes: [Cause.paste] });
});

test('A bracket that closes itself counts with the typing.', async () => {
  const { window } = code();
  await window.open('brackets.txt');
  const made = await edits(() => window.type('('));
  assert.deepEqual(total(made), { inserted: 2, deleted: 0, causes: [Cause.typed] });
});

test('An accepted completion is an edit by completion.', async () => {
  const { window } = code();
  await window.open('words.txt');
  await window.press('ControlOrMeta+End');
  const typed = await edits(() => window.type('extr'));
  assert.deepEqual(total(typed), { inserted: 4, deleted: 0, causes: [Cause.typed] });
  const made = await edits(async () => {
    await window.press('Control+Space');
    const row = '.suggest-widget.visible .monaco-list-row.focused';
    await window.page.locator(row, { hasText: 'extraordinary' }).waitFor();
    await window.press('Tab');
    await until('the word is there', async () => {
      const lines = await window.page.locator('.view-line').allTextContents();
      return lines.filter((line) => line === 'extraordinary').length === 2;
    });
  });
  const { inserted, deleted, causes } = total(made);
  assert.equal(inserted - deleted, 'extraordinary'.length - 'extr'.length);
  assert.deepEqual(causes, [Cause.completion]);
});

test('Saving says how many lines the file has, and that the user did it.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.open('other.txt');
  await window.type('x');
  await window.press('ControlOrMeta+S');
  const saved = await next.first(Kind.fileSaved);
  assert.deepEqual([saved.a, saved.b, saved.c], [2, 0, 0]);
  assert.equal(saved.doc, daemon.documentOf('other.txt'));
});

test('A file changed on disk is an edit by another program.', async () => {
  const { window, home, daemon } = code();
  const next = daemon.next;
  writeFileSync(join(home.workspace, 'other.txt'), 'a\nwritten by a program\n');
  const edit = await next.first(Kind.fileModified);
  assert.equal(edit.c, Cause.otherProgram);
  assert.ok(edit.a > 0);
  await window.page.getByText('written by a program').waitFor();
});

test('Going to another open file is a switch, and closing it is told.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.open('notes.txt');
  const switched = await next.first(Kind.fileOpened);
  assert.deepEqual([switched.doc, switched.c], [daemon.documentOf('notes.txt'), 1]);
  await window.command('View: Close Editor');
  const closed = await next.first(Kind.fileClosed);
  assert.equal(closed.doc, daemon.documentOf('notes.txt'));
});

test('Scrolling says which line is first now, and how many lines the view moved.', async () => {
  const { window, daemon } = code();
  await window.open('long.txt');
  const next = daemon.next;
  await window.page.locator('.editor-group-container.active .view-lines').hover();
  for (let notch = 0; notch < 20; notch++) {
    await window.page.mouse.wheel(0, 100);
  }
  await next.until('a view that moved down to where it says', Kind.viewScrolled, (events) => {
    const moved = events.reduce((sum, { b }) => sum + b, 0);
    return moved >= 40 && events.at(-1)?.a === moved;
  });
});

test('Errors appear and disappear as counts.', async () => {
  const { window, daemon } = code();
  await window.open('data.json');
  const next = daemon.next;
  await window.press('ControlOrMeta+Home', 'ArrowRight');
  await window.type('"a": 1,, ');
  const broken = await next.first(Kind.errorOccurred, ({ a }) => a > 0);
  assert.equal(broken.doc, daemon.documentOf('data.json'));
  assert.ok(broken.c > 0, 'the set of codes has a number');
  const later = daemon.next;
  await window.press('ControlOrMeta+Home', 'ArrowRight', 'Shift+End', 'Delete');
  await window.type('}');
  const mended = await later.first(Kind.errorOccurred, ({ a }) => a === 0);
  assert.equal(mended.c, 0);
});

test('Looking away and coming back says for how many seconds.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  const began = performance.now();
  await window.blur();
  const lost = await next.first(Kind.focusChanged, ({ a }) => a === 0);
  assert.deepEqual([lost.b, lost.c], [0, 0]);
  const AWAY_MS = 2_200;
  await until('the user was away for a while', () => performance.now() - began > AWAY_MS);
  await window.focus();
  const gained = await next.first(Kind.focusChanged, ({ a }) => a === 1);
  assert.equal(gained.b, Math.round((gained.at - lost.at) / 1000));
});

test('A commit made outside of VS Code says how much it changed.', async () => {
  const { home, daemon } = code();
  const next = daemon.next;
  writeFileSync(join(home.workspace, 'copied.txt'), 'one line instead\nand another\n');
  home.git(home.workspace, 'commit', '--quiet', '--message', 'Change', 'copied.txt');
  const { a, b, c } = await next.first(Kind.commitCreated);
  assert.deepEqual({ added: a, deleted: b, files: c }, { added: 2, deleted: 1, files: 1 });
});

test('A branch changed outside of VS Code is told once.', async () => {
  const { home, daemon } = code();
  const next = daemon.next;
  home.git(home.workspace, 'switch', '--quiet', '--create', 'another');
  const { a, b, c } = await next.first(Kind.branchChanged);
  assert.deepEqual([a, b, c], [0, 0, 0]);
  // What is told later would come before the next commit.
  writeFileSync(join(home.workspace, 'copied.txt'), 'something else\n');
  home.git(home.workspace, 'commit', '--quiet', '--message', 'Change again', 'copied.txt');
  await next.first(Kind.commitCreated);
  assert.equal(next.of(Kind.branchChanged).length, 1);
});

test('What was typed is nowhere in what the daemon received.', async () => {
  const { daemon } = code();
  for (const text of ['compute', 'fifteen', 'extraordinary', 'notes', 'written']) {
    assert.equal(daemon.text().includes(text), false, text);
  }
  assert.ok(daemon.events().length > 50, 'it is a recording of all that');
});
