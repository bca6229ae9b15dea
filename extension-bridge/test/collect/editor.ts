/**
 * A stand-in for the `vscode` module as far as edits and the caret are concerned.
 *
 * `install` must run before a collector is imported; each test tells what VS Code would.
 */

import type * as vscode from 'vscode';
import type { Surroundings } from '../../src/collect/surroundings.ts';
import { Kind } from '../../src/wire/protocol.ts';
import { provide } from '../show/vscode.ts';

type Listener = (event: unknown) => void;

class Event {
  readonly #listeners = new Set<Listener>();
  readonly on = (listener: Listener) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(event: unknown): void {
    for (const listener of this.#listeners) {
      listener(event);
    }
  }
}

/** A character of the document's one line. */
class Position {
  readonly #character: number;
  constructor(character: number) {
    this.#character = character;
  }
  isAfter(other: Position): boolean {
    return this.#character > other.#character;
  }
}

function at(character: number) {
  const position = new Position(character);
  return { start: position, end: position };
}

/** An event as the collectors tell it: kind, and its three numbers. */
type Told = [Kind, number, number, number];

/** A window with one document in its active editor. */
export class Editor {
  readonly #changed = new Event();
  readonly #willSave = new Event();
  readonly #didSave = new Event();
  readonly #selected = new Event();
  readonly document = { uri: {}, isDirty: true };
  readonly told: Told[] = [];
  readonly #editor = { document: this.document, selections: [at(0)] };

  get around(): Surroundings {
    const around = {
      sink: {
        add: (kind: Kind, _doc: number, a: number, b: number, c: number) => {
          this.told.push([kind, a, b, c]);
        },
      },
      documents: { numberOf: () => 1 },
    };
    return around as unknown as Surroundings;
  }

  /** The causes of the edits that were told. */
  get causes(): number[] {
    return this.told.filter(([kind]) => kind === Kind.fileModified).map(([, , , cause]) => cause);
  }

  /** Text is put in at a character of the line; the caret is at 0. */
  edit(text: string, character = 0): void {
    const contentChanges = [{ text, rangeLength: 0, range: at(character) }];
    this.#changed.fire({ document: this.document, contentChanges, reason: undefined });
  }

  willSave(): void {
    this.#willSave.fire({ document: this.document });
  }

  didSave(): void {
    this.#didSave.fire(this.document);
  }

  /** The caret comes to a line, by what VS Code says. */
  move(line: number, kind: number | undefined): void {
    const selections = [{ active: { line }, isEmpty: true }];
    this.#selected.fire({ textEditor: this.#editor, selections, kind });
  }

  /** The module, as far as it is used. */
  get module(): Record<string, unknown> {
    return {
      Disposable: {
        from: (...all: vscode.Disposable[]) => ({
          dispose: () => {
            for (const one of all) {
              one.dispose();
            }
          },
        }),
      },
      TextDocumentChangeReason: { Undo: 1, Redo: 2 },
      window: { activeTextEditor: this.#editor, onDidChangeTextEditorSelection: this.#selected.on },
      workspace: {
        onDidChangeTextDocument: this.#changed.on,
        onWillSaveTextDocument: this.#willSave.on,
        onDidSaveTextDocument: this.#didSave.on,
      },
    };
  }
}

/** Let `import 'vscode'` give this editor; one for each test file, as modules are loaded once. */
export function install(): Editor {
  const editor = new Editor();
  provide(editor.module);
  return editor;
}
