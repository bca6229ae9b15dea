/** Reads the settings `pulsedev.*` of the daemon and of what is observed; nothing else reads them. */

import * as vscode from 'vscode';
import type { DaemonSettings } from './link.ts';

const SECTION = 'pulsedev';

/** What model cards are held to where nothing is set: the daemon's. */
const THRESHOLDS = { accuracy: 0.85, precision: 0.8, recall: 0.75, f1: 0.8, drift: 0.1 };

/** How the daemon is started. */
export interface DaemonCommand {
  path: string;
  /** What stands after `serve`. */
  arguments: string[];
}

/** Return how the daemon is to be started. */
export function daemonCommand(): DaemonCommand {
  const config = vscode.workspace.getConfiguration(SECTION);
  const path = config.get<unknown>('daemon.path');
  const given = config.get<unknown>('daemon.arguments');
  const args: unknown[] = Array.isArray(given) ? given : [];
  return {
    path: typeof path === 'string' ? path : '',
    arguments: args.filter((argument) => typeof argument === 'string'),
  };
}

/** Return what the daemon is told; it has the last word on what makes sense. */
export function daemonSettings(): DaemonSettings {
  const config = vscode.workspace.getConfiguration(SECTION);
  return {
    alertsPerDay: config.get('alertsPerDay', 2),
    minutesBetweenAlerts: config.get('minutesBetweenAlerts', 30),
    quietHours: config.get('quietHours', ''),
    storage: givenTo('storage').includes('memory') ? 'memory' : config.get('storage', 'disk'),
    retentionDays: config.get('retentionDays', 30),
    probesPerDay: config.get('probesPerDay', 0),
    training: config.get('training', 'auto'),
    modelThresholds: config.get('modelThresholds', THRESHOLDS),
  };
}

/** Whether nothing is to be observed in this workspace. */
export function isPrivate(): boolean {
  return givenTo('privateWorkspace').includes(true);
}

/** Return all globs of what is left out. */
export function excludedGlobs(): string[] {
  return givenTo('exclude').flatMap(globsIn);
}

/** Return what a file has to match to be observed: one glob of each list. */
export function includedGlobs(): string[][] {
  return givenTo('include')
    .map(globsIn)
    .filter((globs) => globs.length > 0);
}

/**
 * What user and workspace say, each for itself: a workspace comes from anywhere, so that it can
 * have less observed and kept than the user said, never more.
 */
function givenTo(name: 'exclude' | 'include' | 'privateWorkspace' | 'storage'): unknown[] {
  const all = vscode.workspace.getConfiguration(SECTION).inspect<unknown>(name);
  return [all?.globalValue, all?.workspaceValue, all?.workspaceFolderValue];
}

function globsIn(value: unknown): string[] {
  const given: unknown[] = Array.isArray(value) ? value : [];
  return given.filter((glob) => typeof glob === 'string').filter((glob) => glob.trim());
}

/** What the daemon takes while it runs, and what only at its start. */
const TAKEN_ANY_TIME = [
  ...['alertsPerDay', 'minutesBetweenAlerts', 'quietHours'],
  ...['probesPerDay', 'training', 'modelThresholds'],
] as const;
const TAKEN_AT_START = ['daemon', 'storage', 'retentionDays'] as const;

/** Call back when something changes that needs another daemon, or only has to be told to it. */
export function watchSettings(changed: { start(): void; settings(): void }): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const affects = (name: string) => event.affectsConfiguration(`${SECTION}.${name}`);
    if (TAKEN_AT_START.some(affects)) {
      changed.start();
    } else if (TAKEN_ANY_TIME.some(affects)) {
      changed.settings();
    }
  });
}
