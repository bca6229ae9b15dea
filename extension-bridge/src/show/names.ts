/** Finds which numbers the documents have that are open here, so that their names can be shown. */

import * as vscode from 'vscode';
import { identityOf } from '../documents.ts';
import { DocumentNumbers } from '../wire/numbers.ts';
import type { Names } from './records.ts';

/** Return the names of all open documents; they go on the screen and nowhere else. */
export function openNames(documentKey: string | undefined): Names {
  if (documentKey === undefined) {
    return new Map();
  }
  const numbers = new DocumentNumbers(documentKey);
  const { textDocuments, notebookDocuments } = vscode.workspace;
  const open = [...textDocuments, ...notebookDocuments].map(({ uri }) => uri);
  return new Map(
    [...open, ...inTabs()]
      .filter(({ scheme }) => scheme === 'file')
      .map((uri) => [numbers.of(identityOf(uri)), vscode.workspace.asRelativePath(uri)]),
  );
}

/** What a tab shows that was not looked at since the window opened is no document yet. */
function inTabs(): vscode.Uri[] {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.flatMap((input) =>
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook
      ? [input.uri]
      : [],
  );
}
