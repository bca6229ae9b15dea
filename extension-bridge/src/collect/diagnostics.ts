/**
 * Errors and warnings of the observed files: how many in each, and a number for the errors' codes.
 *
 * A language server takes back what it said a moment before, so a file's counts are told once they
 * have calmed down, and only if they changed. The window's total is the daemon's to make.
 */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import type { Surroundings } from './surroundings.ts';

/** Quiet that tells a finished check from one that goes on. */
const CALM_MS = 300;

/** A server that is never calm is told of all the same. */
const LONGEST_MS = 2_000;

/** Beyond these the set of codes says nothing more; counting goes on. */
const MOST_CODES = 256;

interface Tally {
  errors: number;
  warnings: number;
  codes: ReadonlySet<string>;
}

const CLEAN: Tally = { errors: 0, warnings: 0, codes: new Set() };

export class Diagnostics implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listener: vscode.Disposable;
  /** What each file with errors or warnings was told with. */
  readonly #told = new Map<string, string>();
  readonly #changed = new Map<string, vscode.Uri>();
  #timer: NodeJS.Timeout | undefined;
  #since = 0;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#note(vscode.languages.getDiagnostics().map(([uri]) => uri));
    this.#tell();
    this.#listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => this.#note(uris));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
  }

  #note(uris: readonly vscode.Uri[]): void {
    for (const uri of uris) {
      if (this.#around.documents.numberOf(uri) !== undefined) {
        this.#changed.set(uri.toString(), uri);
      }
    }
    if (this.#changed.size === 0) {
      return;
    }
    const now = performance.now();
    if (this.#timer === undefined) {
      this.#since = now;
    }
    clearTimeout(this.#timer);
    const left = Math.max(0, this.#since + LONGEST_MS - now);
    this.#timer = setTimeout(() => this.#tell(), Math.min(CALM_MS, left));
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [key, uri] of this.#changed) {
      this.#tellOf(key, uri);
    }
    this.#changed.clear();
  }

  #tellOf(key: string, uri: vscode.Uri): void {
    const doc = this.#around.documents.numberOf(uri);
    const tally = tallyOf(vscode.languages.getDiagnostics(uri));
    const hash = this.#around.hashOf(tally.codes);
    const now = `${tally.errors} ${tally.warnings} ${hash}`;
    if (doc === undefined || now === (this.#told.get(key) ?? '0 0 0')) {
      return;
    }
    if (tally === CLEAN) {
      this.#told.delete(key);
    } else {
      this.#told.set(key, now);
    }
    this.#around.sink.add(Kind.errorOccurred, doc, tally.errors, tally.warnings, hash);
  }
}

/** Count one file's diagnostics. */
function tallyOf(diagnostics: readonly vscode.Diagnostic[]): Tally {
  const codes = new Set<string>();
  let errors = 0;
  let warnings = 0;
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === vscode.DiagnosticSeverity.Error) {
      errors += 1;
      if (codes.size < MOST_CODES) {
        codes.add(codeOf(diagnostic));
      }
    } else if (diagnostic.severity === vscode.DiagnosticSeverity.Warning) {
      warnings += 1;
    }
  }
  return errors || warnings ? { errors, warnings, codes } : CLEAN;
}

/** What kind of error it is, by its tool's own code; never its message. */
function codeOf({ source, code }: vscode.Diagnostic): string {
  const value = typeof code === 'object' ? code.value : code;
  return `${source ?? ''}\n${value ?? ''}`;
}
