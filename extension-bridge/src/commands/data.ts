/** What is stored: looked at, taken along, deleted. Nothing is kept that these do not show. */

import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { amounts, midnight, page, STEP_MS } from '../show/stored.ts';
import { day } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

const SCHEME = 'pulsedev';

/** The daemon looks back one day. */
const DAY_MS = 24 * 3_600_000;

/** Make the commands, and what shows their page. */
export function dataCommands({ bridge }: Parts): { commands: Commands; pages: vscode.Disposable } {
  const pages = new Pages(bridge);
  const commands: Commands = {
    'pulsedev.showStoredData': () => pages.show(),
    'pulsedev.exportData': () => exportData(bridge),
    'pulsedev.deleteAllData': () => deleteAllData(bridge),
  };
  return { commands, pages };
}

/** A read-only document, made anew each time that it is asked for. */
class Pages implements vscode.TextDocumentContentProvider {
  readonly #bridge: Bridge;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly #uri = vscode.Uri.from({ scheme: SCHEME, path: '/PulseDev Data.md' });
  readonly onDidChange = this.#changed.event;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async provideTextDocumentContent(): Promise<string> {
    const now = Date.now();
    const [summary, timeline] = await Promise.all([
      this.#bridge.request('pulsedev/data/summary', {}),
      this.#bridge.request('pulsedev/timeline', { from: midnight(now), to: now, step: STEP_MS }),
    ]);
    return page(summary, timeline, now);
  }

  async show(): Promise<void> {
    await this.#bridge.flush();
    this.#changed.fire(this.#uri);
    await vscode.commands.executeCommand('markdown.showPreview', this.#uri);
  }
}

async function exportData(bridge: Bridge): Promise<void> {
  await bridge.flush();
  const now = Date.now();
  const [summary, timeline] = await Promise.all([
    bridge.request('pulsedev/data/summary', {}),
    bridge.request('pulsedev/timeline', { from: now - DAY_MS, to: now, step: STEP_MS }),
  ]);
  const target = await vscode.window.showSaveDialog({
    title: 'Export What PulseDev Has Stored',
    // Not the workspace: nothing of this belongs there unless the user puts it there.
    defaultUri: vscode.Uri.file(join(homedir(), `pulsedev-${day(now)}.json`)),
    filters: { JSON: ['json'] },
  });
  if (target) {
    const document = { exported: now, pulsedev: bridge.version ?? null, summary, timeline };
    const text = `${JSON.stringify(document, null, 2)}\n`;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    note('Exported.');
  }
}

async function deleteAllData(bridge: Bridge): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    'Delete all that PulseDev has stored?',
    { modal: true, detail: 'Events, features, verdicts and labels. This cannot be undone.' },
    'Delete',
  );
  if (answer === 'Delete') {
    const gone = await bridge.request('pulsedev/data/erase', {});
    void vscode.window.showInformationMessage(`Deleted: ${amounts(gone)}.`);
  }
}
