/** Reads the settings `pulsedev.*` of the daemon and of what is observed; nothing else reads them. */

import * as vscode from 'vscode';
import type { DaemonSettings } from './link.ts';

const SECTION = 'pulsedev';

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
  };
}

/** Return all globs of what is left out: a workspace can add to the user's own, never take away. */
export function excludedGlobs(): string[] {
  const all = vscode.workspace.getConfiguration(SECTION).inspect<unknown>('exclude');
  const given = [all?.globalValue, all?.workspaceValue, all?.workspaceFolderValue];
  return given
    .flatMap((value): unknown[] => (Array.isArray(value) ? value : []))
    .filter((glob) => typeof glob === 'string');
}

/** Call back when the daemon's command or its settings change. */
export function watchSettings(changed: { command(): void; settings(): void }): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.daemon`)) {
      changed.command();
    }
    const told: (keyof DaemonSettings)[] = ['alertsPerDay', 'minutesBetweenAlerts', 'quietHours'];
    if (told.some((name) => event.affectsConfiguration(`${SECTION}.${name}`))) {
      changed.settings();
    }
  });
}
