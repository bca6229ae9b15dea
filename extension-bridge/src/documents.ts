/** How the collectors ask what may be observed; the path itself goes no further. */

import type { Uri } from 'vscode';
import type { Exclusions } from './excluded.ts';

/** Documents that are remembered, so that a keystroke costs one look: far above the open ones. */
const REMEMBERED = 4_096;

export interface Documents {
  /** Return the document's number, or undefined where nothing about it may be observed. */
  numberOf(uri: Uri): number | undefined;
}

/** Numbers for what is observed, and silence about the rest. */
export class ObservedDocuments implements Documents {
  readonly #numberOf: (uri: string) => number;
  #exclusions: Exclusions;
  readonly #known = new Map<string, number | undefined>();

  constructor(numberOf: (uri: string) => number, exclusions: Exclusions) {
    this.#numberOf = numberOf;
    this.#exclusions = exclusions;
  }

  /** Leave out something else from now on. */
  exclude(exclusions: Exclusions): void {
    this.#exclusions = exclusions;
    this.#known.clear();
  }

  numberOf(uri: Uri): number | undefined {
    // VS Code keeps the string with the URI, so this formats nothing for a known document.
    const key = uri.toString();
    if (this.#known.has(key)) {
      return this.#known.get(key);
    }
    const number = this.#decide(uri);
    if (this.#known.size >= REMEMBERED) {
      this.#known.clear();
    }
    this.#known.set(key, number);
    return number;
  }

  #decide(uri: Uri): number | undefined {
    if (this.#exclusions.excludes(uri)) {
      return undefined;
    }
    return this.#numberOf(identityOf(uri));
  }
}

/** Return what a document's number is made of. */
export function identityOf(uri: Uri): string {
  // A notebook's cell counts as the notebook: same path, another scheme, and its own fragment.
  return uri.with({ scheme: 'file', fragment: '', query: '' }).toString();
}
