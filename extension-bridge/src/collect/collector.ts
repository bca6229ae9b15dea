/** Begins everything that observes, and ends it: no listener outlives what this hands back. */

import * as vscode from 'vscode';
import { Caret } from './cursor.ts';
import { Debugging, type ExceptionPlace } from './debugging.ts';
import { Diagnostics } from './diagnostics.ts';
import { Edits } from './edits.ts';
import { Files } from './files.ts';
import { Focus } from './focus.ts';
import { Git } from './git.ts';
import { watchNotebooks } from './notebooks.ts';
import { Runs } from './runs.ts';
import { Scrolling } from './scrolling.ts';
import type { Surroundings } from './surroundings.ts';

/** Observe this window until disposed; `noted` learns where each exception was. */
export function collect(
  around: Surroundings,
  noted: (place: ExceptionPlace) => void,
): vscode.Disposable {
  // The focus first: the daemon judges nobody who is not there.
  const focus = new Focus(around);
  const edits = new Edits(around);
  return vscode.Disposable.from(
    // Each edit that waits for the caret is told before the caret's own moves.
    edits,
    new Caret(around, edits),
    new Scrolling(around, edits),
    new Files(around),
    new Diagnostics(around),
    new Debugging(around, noted),
    new Runs(around),
    new Git(around),
    watchNotebooks(around),
    focus,
  );
}
