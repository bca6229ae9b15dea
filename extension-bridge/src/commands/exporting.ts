/** What is stored, taken along: the daemon writes it into a file of the user's choice. */

import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { count, day, size } from '../show/words.ts';
import type { Bridge } from '../standing.ts';
import type { Exported, Format } from '../wire/protocol.ts';
import { note } from './notes.ts';

const FORMATS: (vscode.QuickPickItem & { format: Format })[] = [
  {
    label: 'JSON Lines',
    detail: 'All that is kept, as "pulsedev replay" reads it',
    format: 'jsonl',
  },
  { label: 'CSV', detail: 'The events, one a row', format: 'csv' },
];

const FORMS: (vscode.QuickPickItem & { anonymize: boolean })[] = [
  { label: 'As It Is', detail: 'With its times and document numbers', anonymize: false },
  {
    label: 'Anonymized',
    detail: 'All times shifted by the same random span, documents renumbered',
    anonymize: true,
  },
];

export async function exportData(bridge: Bridge): Promise<void> {
  const title = 'Export What PulseDev Has Stored';
  const format = (await vscode.window.showQuickPick(FORMATS, { title }))?.format;
  const form = format && (await vscode.window.showQuickPick(FORMS, { title }));
  if (!form) {
    return;
  }
  const target = await vscode.window.showSaveDialog({
    title,
    // Not the workspace: nothing of this belongs there unless the user puts it there.
    defaultUri: vscode.Uri.file(join(homedir(), `pulsedev-${day(Date.now())}.${format}`)),
    filters: { [format === 'csv' ? 'CSV' : 'JSON Lines']: [format] },
  });
  if (!target) {
    return;
  }
  if (target.scheme !== 'file') {
    throw new Error('It can be written to a file on the disk where PulseDev runs, nowhere else.');
  }
  await bridge.flush();
  const { events, bytes } = await write(target, (path) =>
    bridge.request('pulsedev/data/export', { path, format, anonymize: form.anonymize }),
  );
  note(`Exported: ${count(events, 'event')}, ${size(bytes)}.`);
}

/** The daemon replaces no file; where the dialog's user said so, a whole new one takes its place. */
async function write(
  target: vscode.Uri,
  order: (path: string) => Promise<Exported>,
): Promise<Exported> {
  if (!(await exists(target))) {
    return order(target.fsPath);
  }
  const beside = vscode.Uri.file(`${target.fsPath}.${randomUUID()}`);
  const exported = await order(beside.fsPath);
  try {
    await vscode.workspace.fs.rename(beside, target, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(beside);
    throw error;
  }
  return exported;
}

async function exists(target: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(target);
    return true;
  } catch {
    return false;
  }
}
