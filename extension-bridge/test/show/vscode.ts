/**
 * A stand-in for the `vscode` module: it records what is shown and lets a test answer.
 *
 * `install` must run before anything that imports `vscode` is imported.
 */

import { registerHooks } from 'node:module';
import type { CancellationToken } from 'vscode-jsonrpc';

type Listener<T> = (value: T) => void;

export class EventEmitter<T> {
  readonly listeners = new Set<Listener<T>>();
  readonly event = (listener: Listener<T>) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.listeners) {
      listener(value);
    }
  }
  dispose(): void {
    this.listeners.clear();
  }
}

class Disposable {
  static from(...all: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) {
        one.dispose();
      }
    });
  }
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
}

/** What was shown with buttons, and how to press one. */
export interface Shown {
  text: string;
  options: { modal?: boolean; detail?: string };
  buttons: string[];
  answer(button: string | undefined): void;
}

/** What a list offered, and how to choose. */
export interface Picked {
  items: { label: string; description?: string; detail?: string }[];
  options: { title?: string; placeHolder?: string };
  choose(label: string | undefined): void;
}

/** What stands in the status bar or the language status. */
export interface Item {
  kind: 'bar' | 'language';
  alive: boolean;
  visible: boolean;
  text?: string;
  detail?: string;
  command?: unknown;
  tooltip?: { value: string; isTrusted: unknown };
  show(): void;
  hide(): void;
  dispose(): void;
}

/** As much of a URI as we use. */
export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  constructor({ scheme = 'file', path = '', query = '' }: Partial<Uri>) {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
  }
  static from = (parts: Partial<Uri>) => new Uri(parts);
  static file = (path: string) => new Uri({ path });
  get fsPath(): string {
    return this.path;
  }
  with(parts: Partial<Uri>): Uri {
    return new Uri({ scheme: this.scheme, path: this.path, query: this.query, ...parts });
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

/** One VS Code window. */
export class Window {
  readonly telemetry = new EventEmitter<boolean>();
  readonly state = new EventEmitter<{ focused: boolean }>();
  /** The user's own settings, and those of the workspace, which come first. */
  readonly settings = new Map<string, unknown>();
  readonly workspaceSettings = new Map<string, unknown>();
  workspaceFolders: unknown[] | undefined = [{}];
  /** What is open: a document's path. */
  readonly open: string[] = [];
  readonly shownDocuments: Uri[] = [];
  provider: { provideTextDocumentContent(uri: Uri): Promise<string> } | undefined;
  readonly configuration = new EventEmitter<{ affectsConfiguration(name: string): boolean }>();
  readonly commands = new Map<string, (...given: unknown[]) => unknown>();
  readonly executed: unknown[][] = [];
  readonly messages: Shown[] = [];
  readonly lists: Picked[] = [];
  readonly notes: string[] = [];
  /** What progress was reported. */
  readonly progress: { message?: string; increment?: number }[] = [];
  readonly items: Item[] = [];
  /** The paths of files that are there. */
  readonly files = new Set<string>();
  saveTo: unknown;
  focused = true;
  telemetryEnabled = true;
  failing = new Set<string>();

  #message(text: string, rest: unknown[]): Promise<string | undefined> {
    const [first, ...others] = rest;
    const withOptions = typeof first === 'object';
    return new Promise((answer) => {
      this.messages.push({
        text,
        options: withOptions ? Object(first) : {},
        buttons: (withOptions ? others : rest).map(String),
        answer,
      });
    });
  }

  #item(kind: Item['kind']): Item {
    const item: Item = {
      kind,
      alive: true,
      visible: false,
      show: () => {
        item.visible = true;
      },
      hide: () => {
        item.visible = false;
      },
      dispose: () => {
        item.alive = false;
      },
    };
    this.items.push(item);
    return item;
  }

  /** The module, as far as we use it. */
  get module(): Record<string, unknown> {
    return {
      EventEmitter,
      Disposable,
      MarkdownString: class {
        readonly value: string;
        readonly supportThemeIcons: boolean;
        constructor(value: string, supportThemeIcons: boolean) {
          this.value = value;
          this.supportThemeIcons = supportThemeIcons;
        }
      },
      StatusBarAlignment: { Left: 1 },
      LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
      ConfigurationTarget: { Global: 1, Workspace: 2 },
      ProgressLocation: { Window: 10, Notification: 15 },
      QuickPickItemKind: { Separator: -1 },
      DiagnosticSeverity: { Error: 0 },
      Uri,
      TabInputText: class {},
      TabInputNotebook: class {},
      env: this.#env(),
      window: this.#window(),
      workspace: this.#workspace(),
      languages: {
        createLanguageStatusItem: () => this.#item('language'),
        getDiagnostics: () => [],
      },
      commands: this.#commands(),
    };
  }

  #env(): object {
    const fake = this;
    return {
      get isTelemetryEnabled() {
        return fake.telemetryEnabled;
      },
      onDidChangeTelemetryEnabled: this.telemetry.event,
    };
  }

  #window(): object {
    const fake = this;
    const message = (text: string, ...rest: unknown[]) => this.#message(text, rest);
    return {
      showInformationMessage: message,
      showWarningMessage: message,
      showErrorMessage: message,
      get state() {
        return { focused: fake.focused };
      },
      onDidChangeWindowState: this.state.event,
      tabGroups: { all: [{ tabs: [] }] },
      activeTextEditor: undefined,
      showTextDocument: async (document: { uri: Uri }) => this.shownDocuments.push(document.uri),
      createStatusBarItem: () => this.#item('bar'),
      setStatusBarMessage: (text: string) => this.notes.push(text),
      withProgress: (_: unknown, task: (progress: object) => unknown) =>
        task({ report: (step: object) => this.progress.push(step) }),
      showSaveDialog: async () => this.saveTo,
      showQuickPick: (
        items: Picked['items'],
        options: Picked['options'] = {},
        token?: CancellationToken,
      ) =>
        new Promise((resolve) => {
          const choose = (label: string | undefined) =>
            resolve(items.find((item) => item.label === label));
          token?.onCancellationRequested(() => choose(undefined));
          this.lists.push({ items, options, choose });
        }),
    };
  }

  #workspace(): object {
    const fake = this;
    return {
      onDidChangeConfiguration: this.configuration.event,
      getConfiguration: (section: string) => this.#configuration(section),
      registerTextDocumentContentProvider: (_: string, provider: Window['provider']) => {
        this.provider = provider;
        return new Disposable(() => {});
      },
      openTextDocument: async (uri: Uri) => ({ uri }),
      get workspaceFolders() {
        return fake.workspaceFolders;
      },
      get textDocuments() {
        return fake.open.map((path) => ({ uri: Uri.file(path) }));
      },
      notebookDocuments: [],
      asRelativePath: ({ path }: Uri) => path.replace(/^\/p\//, ''),
      fs: this.#disk(),
    };
  }

  #configuration(section: string): object {
    const [user, workspace] = [this.settings, this.workspaceSettings];
    return {
      get: (name: string, otherwise: unknown) =>
        workspace.get(`${section}.${name}`) ?? user.get(`${section}.${name}`) ?? otherwise,
      inspect: (name: string) => ({
        globalValue: user.get(`${section}.${name}`),
        workspaceValue: workspace.get(`${section}.${name}`),
      }),
      update: async (name: string, value: unknown, target: number) => {
        (target === 1 ? user : workspace).set(`${section}.${name}`, value);
        this.configuration.fire({
          affectsConfiguration: (asked) => asked === `${section}.${name}`,
        });
      },
    };
  }

  #disk(): object {
    const { files } = this;
    const must = (path: string) => {
      if (!files.delete(path)) {
        throw new Error('there is no such file');
      }
    };
    return {
      stat: async ({ path }: Uri) => {
        must(path);
        files.add(path);
      },
      rename: async (from: Uri, to: Uri) => {
        must(from.path);
        files.add(to.path);
      },
      delete: async ({ path }: Uri) => must(path),
    };
  }

  #commands(): object {
    return {
      registerCommand: (id: string, run: (...given: unknown[]) => unknown) => {
        this.commands.set(id, run);
        return new Disposable(() => this.commands.delete(id));
      },
      executeCommand: async (...call: unknown[]) => {
        if (this.failing.has(String(call[0]))) {
          throw new Error('command not found');
        }
        this.executed.push(call);
      },
      getCommands: async () => ['git.openAllChanges'],
    };
  }
}

/** Let `import 'vscode'` give this window; one for each test file, as modules are loaded once. */
export function install(): Window {
  const window = new Window();
  provide(window.module);
  return window;
}

/** Let `import 'vscode'` give this module. */
export function provide(given: Record<string, unknown>): void {
  const names = Object.keys(given).map((name) => `export const ${name} = given.${name};`);
  const source = `const given = globalThis.vscodeOfTest;\n${names.join('\n')}`;
  Object.assign(globalThis, { vscodeOfTest: given });
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode'
        ? { url: 'test:vscode', format: 'module', shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) =>
      url === 'test:vscode' ? { format: 'module', source, shortCircuit: true } : next(url, context),
  });
}
