/**
 * Errors and warnings of the observed files: how many, and a number for the set of the errors' codes.
 *
 * A language server reports file by file and takes back what it said a moment before, so the counts
 * are told once it has calmed down, and only if they changed.
 */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import type { Surroundings } from './surroundings.ts';

/** Quiet that tells a finished check from one that goes on. */
const CALM_MS = 300;

/** A server that is never calm is told of all the same. */
const LONGEST_MS = 2_000;

/** Beyond these the set of codes says nothing more; counting goes on. */
const MOST_CODES = 1_000;

interface Tally {
  errors: number;
  warnings: number;
  codes: readonly string[];
}

export class Diagnostics implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listener: vscode.Disposable;
  /** By file, so that a change costs only the files that changed. */
  readonly #tallies = new Map<string, Tally>();
  readonly #changed = new Map<string, vscode.Uri>();
  #told = '0 0 0';
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
      const tally = tallyOf(vscode.languages.getDiagnostics(uri));
      if (tally) {
        this.#tallies.set(key, tally);
      } else {
        this.#tallies.delete(key);
      }
    }
    this.#changed.clear();
    const [errors, warnings, hash] = this.#sum();
    const now = `${errors} ${warnings} ${hash}`;
    if (now !== this.#told) {
      this.#told = now;
      this.#around.sink.add(Kind.errorOccurred, 0, errors, warnings, hash);
    }
  }

  #sum(): [number, number, number] {
    let errors = 0;
    let warnings = 0;
    const codes = new Set<string>();
    for (const tally of this.#tallies.values()) {
      errors += tally.errors;
      warnings += tally.warnings;
      for (const code of tally.codes) {
        if (codes.size < MOST_CODES) {
          codes.add(code);
        }
      }
    }
    return [errors, warnings, this.#around.hashOf(codes)];
  }
}

/** Count one file's diagnostics; nothing where there are none. */
function tallyOf(diagnostics: readonly vscode.Diagnostic[]): Tally | undefined {
  const codes = new Set<string>();
  let errors = 0;
  let warnings = 0;
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === vscode.DiagnosticSeverity.Error) {
      errors += 1;
      codes.add(codeOf(diagnostic));
    } else if (diagnostic.severity === vscode.DiagnosticSeverity.Warning) {
      warnings += 1;
    }
  }
  return errors || warnings ? { errors, warnings, codes: [...codes] } : undefined;
}

/** What kind of error it is, by its tool's own code; never its message. */
function codeOf({ source, code }: vscode.Diagnostic): string {
  const value = typeof code === 'object' ? code.value : code;
  return `${source ?? ''}\n${value ?? ''}`;
}
