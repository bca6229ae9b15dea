/** Short answers that need no click: a line in the status bar. */

import * as vscode from 'vscode';

/** Long enough to be read from the corner of the eye. */
const NOTE_MS = 5000;

/** Say something in passing. */
export function note(text: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${text}`, NOTE_MS);
}
