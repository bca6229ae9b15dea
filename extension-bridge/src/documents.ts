/** How the collectors ask what may be observed; the path itself goes no further. */

import type { Uri } from 'vscode';

export interface Documents {
  /** Return the document's number, or undefined where nothing about it may be observed. */
  numberOf(uri: Uri): number | undefined;
}
