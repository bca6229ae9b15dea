/**
 * Everything that one test's VS Code may touch: a temporary home with settings, a workspace under
 * version control, and PulseDev's own folder. Nothing of the real home is read or written.
 */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export type Files = Record<string, string>;
export type Settings = Record<string, unknown>;

/** A quiet VS Code in which a test types what it means, and nothing asks or phones. */
const SETTINGS: Settings = {
  'chat.disableAIFeatures': true,
  'editor.acceptSuggestionOnEnter': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** What PulseDev leaves behind; the lock files are empty, and nobody holds them. */
const KEPT = [
  ...['data/document-key', 'data/pulsedev.db', 'data/pulsedev.lock', 'log/daemon.log'],
  'data/models/training.lock',
];

export class Home {
  /** What all processes of this test have in their environment. */
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'pulsedev-e2e-')));
  readonly pulsedev = join(this.folder, 'pulsedev');
  readonly userData = join(this.folder, 'user-data');
  readonly extensions = join(this.folder, 'extensions');
  readonly workspace: string;
  readonly #home = join(this.folder, 'home');

  constructor(name = 'workspace') {
    this.workspace = join(this.folder, name);
    mkdirSync(this.#home);
    writeFileSync(
      join(this.#home, '.gitconfig'),
      '[user]\nname = Somebody\nemail = somebody@example.invalid\n[init]\ndefaultBranch = main\n',
    );
    // A shell of the user's own may ask or print what no test expects.
    writeFileSync(join(this.#home, '.bash_profile'), '');
  }

  /** The environment of VS Code, and of all that it starts. */
  get env(): NodeJS.ProcessEnv {
    const kept = ['LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'LD_LIBRARY_PATH'];
    const { PATH } = process.env;
    return {
      ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
      PATH: [dirname(process.execPath), PATH].join(delimiter),
      HOME: this.#home,
      SHELL: '/bin/bash',
      PULSEDEV_HOME: this.pulsedev,
      CS_DISABLE_GETTING_STARTED_OVERRIDE: '1',
      // Otherwise it looks for a gallery that is not there.
      EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    };
  }

  /** Settings of scope `machine` are read from a file of their own. */
  writeSettings(settings: Settings, machineSettings: Settings): void {
    this.#json(join(this.userData, 'User', 'settings.json'), { ...SETTINGS, ...settings });
    this.#json(join(this.userData, 'Machine', 'settings.json'), machineSettings);
  }

  /** Make a folder with these files and a first commit. */
  repository(folder: string, files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      write(join(folder, name), content);
    }
    this.git(folder, 'init', '--quiet');
    this.git(folder, 'add', '.');
    this.git(folder, 'commit', '--quiet', '--message', 'Begin');
  }

  /** Run Git as somebody would outside of VS Code. */
  git(folder: string, ...args: string[]): string {
    return execFileSync('git', args, { cwd: folder, env: this.env, encoding: 'utf8' });
  }

  /** The address of a file of the workspace as extensions see it. */
  uri(file: string): string {
    return pathToFileURL(join(this.workspace, file)).href;
  }

  /** What of PulseDev lies about, though nothing of it runs any more. */
  leftovers(): string[] {
    if (!existsSync(this.pulsedev)) {
      return [];
    }
    return readdirSync(this.pulsedev, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(this.pulsedev, name)).isFile())
      .filter((name) => !KEPT.includes(name.replaceAll('\\', '/')));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #json(path: string, content: Settings): void {
    write(path, JSON.stringify(content, null, 2));
  }
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
