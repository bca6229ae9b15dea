/**
 * A stand-in for the `vscode` module: enough for the language client to load and to run.
 *
 * `install` must run before the client is imported. Each pop-up is kept, none is shown.
 */

import { registerHooks } from 'node:module';

const SOURCE = `
const stub = globalThis.pulsedevVscode;
module.exports = new Proxy(stub, {
  get: (known, name) => (known[name] ??= class {}),
});
`;

/** The names of the events that somebody listens to. */
const listenedTo: string[] = [];

const NOTHING_HAPPENS = Object.fromEntries(
  [
    ...['onDidChangeConfiguration', 'onDidChangeTextDocument', 'onDidChangeNotebookDocument'],
    ...['onDidOpenTextDocument', 'onDidOpenNotebookDocument', 'onDidSaveNotebookDocument'],
    ...['onDidCloseTextDocument', 'onDidCloseNotebookDocument'],
  ].map((name) => [
    name,
    () => {
      listenedTo.push(name);
      return { dispose: () => listenedTo.splice(listenedTo.indexOf(name), 1) };
    },
  ]),
);

class EventEmitter {
  readonly event = () => ({ dispose() {} });
  fire(): void {}
  dispose(): void {}
}

export class FakeVscode {
  readonly popups: string[] = [];
  readonly listenedTo = listenedTo;
  readonly version = '1.93.0';
  readonly EventEmitter = EventEmitter;
  readonly env = { appName: 'VS Code', language: 'en' };
  readonly LogLevel = { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 };
  readonly workspace = {
    // A name that must not be in any frame.
    workspaceFolders: [
      { uri: { scheme: 'file', fsPath: '/home/canary' }, name: 'canary', index: 0 },
    ],
    getConfiguration: () => ({ get: (_name: string, other: unknown) => other }),
    ...NOTHING_HAPPENS,
  };
  readonly Uri = { file: (path: string) => ({ toString: () => `file://${path}` }) };
  readonly window = Object.fromEntries(
    ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'].map((name) => [
      name,
      async (text: string) => {
        this.popups.push(text);
      },
    ]),
  );
}

/** Put the stand-in in the place of `vscode`, for all modules that are loaded from now on. */
export function install(): FakeVscode {
  const fake = new FakeVscode();
  Object.assign(globalThis, { pulsedevVscode: fake });
  registerHooks({
    resolve: (name, context, next) =>
      name === 'vscode' ? { url: 'stub:vscode', shortCircuit: true } : next(name, context),
    load: (url, context, next) =>
      url === 'stub:vscode'
        ? { format: 'commonjs', source: SOURCE, shortCircuit: true }
        : next(url, context),
  });
  return fake;
}
