/** Read-only documents that show what is stored, made anew each time that they are asked for. */

import * as vscode from 'vscode';
import { daemonSettings } from '../config.ts';
import { openNames } from '../show/names.ts';
import { eventsOf, type Look, newest, pagesIn } from '../show/records.ts';
import { dayPage, midnight, page, STEP_MS } from '../show/stored.ts';
import { day, literal } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import { MOST_RECORDS, type Span } from '../wire/protocol.ts';

const SCHEME = 'pulsedev';

/** Events that stand on the first page: what somebody reads to believe it. */
const NEWEST = 50;

/** From midnight a day and a half on it is tomorrow, also on the days when the clocks change. */
const NOON_TOMORROW_MS = 36 * 3_600_000;

/** Days that are offered; with more of them kept, the oldest can be exported. */
const MOST_DAYS = 366;

interface Choice extends vscode.QuickPickItem {
  span: Required<Span>;
}

export class Pages implements vscode.TextDocumentContentProvider {
  readonly #bridge: Bridge;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  readonly #overview = vscode.Uri.from({ scheme: SCHEME, path: '/PulseDev Data.md' });
  readonly #models = vscode.Uri.from({ scheme: SCHEME, path: '/PulseDev Models.md' });
  readonly onDidChange = this.#changed.event;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    if (uri.path === this.#models.path) {
      return this.#ofModels();
    }
    return uri.query ? this.#ofDay(uri.query) : this.#ofAll();
  }

  /** Show how much there is, and the newest of it. */
  async show(): Promise<void> {
    await this.#bridge.flush();
    this.#changed.fire(this.#overview);
    await vscode.commands.executeCommand('markdown.showPreview', this.#overview);
  }

  /** Show what was learned, and how well it does. */
  async showModels(): Promise<void> {
    this.#changed.fire(this.#models);
    await vscode.commands.executeCommand('markdown.showPreview', this.#models);
  }

  /** Show the events of a day that the user chooses. */
  async showDay(): Promise<void> {
    await this.#bridge.flush();
    const { since } = await this.#bridge.request('pulsedev/data/summary', {});
    const days = daysSince(since ?? Date.now(), Date.now());
    const chosen = await vscode.window.showQuickPick(days, { title: 'Show the Events of' });
    if (!chosen) {
      return;
    }
    const skip = await this.#chosenPage(chosen.span);
    if (skip !== undefined) {
      await this.#open(chosen.span, skip);
    }
  }

  async #open({ from, to }: Required<Span>, skip: number): Promise<void> {
    const path = `/PulseDev Events ${day(from)}.txt`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path, query: [from, to, skip].join('&') });
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  }

  get #look(): Look {
    return (params) => this.#bridge.request('pulsedev/data/records', params);
  }

  /** Return how many events come before the page, or undefined where none was chosen. */
  async #chosenPage(span: Required<Span>): Promise<number | undefined> {
    const pages = await pagesIn(this.#look, span);
    if (pages === 1) {
      return 0;
    }
    const choices = Array.from({ length: pages }, (_, index) => {
      const skip = index * MOST_RECORDS;
      const to = index === pages - 1 ? 'the last' : (skip + MOST_RECORDS).toLocaleString('en-US');
      return { label: `${(skip + 1).toLocaleString('en-US')} to ${to}`, skip };
    });
    const title = 'Show the Events From';
    return (await vscode.window.showQuickPick(choices.reverse(), { title }))?.skip;
  }

  async #ofAll(): Promise<string> {
    const now = Date.now();
    const [summary, timeline] = await Promise.all([
      this.#bridge.request('pulsedev/data/summary', {}),
      this.#bridge.request('pulsedev/timeline', { from: midnight(now), to: now, step: STEP_MS }),
    ]);
    const events = await newest(this.#look, summary.since, now, NEWEST);
    const { retentionDays: keptDays } = daemonSettings();
    return page({ summary, timeline, events, names: this.#names, keptDays, now });
  }

  async #ofModels(): Promise<string> {
    const [{ models }, status] = await Promise.all([
      this.#bridge.request('pulsedev/models', {}),
      this.#bridge.request('pulsedev/status', {}),
    ]);
    const cards = models.length
      ? models.map(({ markdown }) => markdown)
      : ['Nothing is learned here.\n'];
    const next = status.training ? 'a training runs' : status.next || 'when nobody is at work';
    return [...cards, `Training: ${literal(next)}.\n`].join('\n---\n\n');
  }

  async #ofDay(query: string): Promise<string> {
    const [from = 0, to = 0, skip = 0] = query.split('&').map(Number);
    const events = eventsOf(await this.#look({ from, to, skip, limit: MOST_RECORDS })).reverse();
    const title = `The events of ${day(from)} that PulseDev has kept, the newest first`;
    return dayPage(title, events, this.#names);
  }

  get #names() {
    return openNames(this.#bridge.documentKey);
  }
}

/** The days from the newest to the oldest, each with its beginning and end. */
export function daysSince(since: number, now: number): Choice[] {
  const days: Choice[] = [];
  for (let from = midnight(now); days.length < MOST_DAYS; from = midnight(from - 1)) {
    const to = midnight(from + NOON_TOMORROW_MS);
    const label = ['Today', 'Yesterday'][days.length] ?? day(from);
    days.push({ label, description: day(from), span: { from, to } });
    if (from <= since) {
      break;
    }
  }
  return days;
}
