/** What is stored: looked at, taken along, deleted. Nothing is kept that these do not show. */

import * as vscode from 'vscode';
import { amountIn, type Look } from '../show/records.ts';
import { amounts, midnight } from '../show/stored.ts';
import { count } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import type { Span, Summary } from '../wire/protocol.ts';
import { exportData } from './exporting.ts';
import type { Pages } from './pages.ts';
import type { Commands, Parts } from './parts.ts';

const HOUR_MS = 3_600_000;

export function dataCommands({ bridge }: Parts, pages: Pages): Commands {
  return {
    'pulsedev.showStoredData': () => pages.show(),
    'pulsedev.showStoredEvents': () => pages.showDay(),
    'pulsedev.exportData': () => exportData(bridge),
    'pulsedev.deleteData': () => deleteData(bridge),
  };
}

interface Part {
  label: string;
  /** Undefined for all. */
  from: number | undefined;
}

async function deleteData(bridge: Bridge): Promise<void> {
  await bridge.flush();
  const summary = await bridge.request('pulsedev/data/summary', {});
  const part = await chosen(summary, Date.now());
  if (!part) {
    return;
  }
  const span: Span = part.from === undefined ? {} : { from: part.from };
  const answer = await vscode.window.showWarningMessage(
    part.from === undefined ? 'Delete all that PulseDev has stored?' : `Delete ${part.label}?`,
    { modal: true, detail: `${await gone(bridge, summary, span)} This cannot be undone.` },
    'Delete',
  );
  if (answer === 'Delete') {
    const erased = await bridge.request('pulsedev/data/erase', span);
    void vscode.window.showInformationMessage(`Deleted: ${amounts(erased)}.`);
  }
}

async function chosen({ store }: Summary, now: number): Promise<Part | undefined> {
  const all: Part = { label: 'All', from: undefined };
  if (store === 'memory') {
    // A day in memory is not cut: there is only all of it.
    return all;
  }
  const parts: Part[] = [
    { label: 'The last hour', from: now - HOUR_MS },
    { label: 'Today', from: midnight(now) },
    all,
  ];
  return vscode.window.showQuickPick(parts, { title: 'Delete what was stored of' });
}

/** What will go, in one sentence. */
async function gone(bridge: Bridge, summary: Summary, span: Span): Promise<string> {
  if (span.from === undefined) {
    return `${amounts(summary)}.`;
  }
  const look: Look = (params) => bridge.request('pulsedev/data/records', params);
  const events = await amountIn(look, span);
  return `${count(events, 'event')}, and what was judged and said in that time.`;
}
