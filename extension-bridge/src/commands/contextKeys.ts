/** Keeps the context keys by which `package.json` offers a command only where it makes sense. */

import * as vscode from 'vscode';
import type { Parts } from './parts.ts';

/** Set the keys now and whenever what they say changes. */
export function watchContext({ bridge, consent, privacy }: Parts): vscode.Disposable {
  const shown = new Map<string, boolean>();
  const set = (key: string, value: boolean) => {
    // The standing changes each second while the state moves; the keys hardly ever.
    if (shown.get(key) !== value) {
      shown.set(key, value);
      void vscode.commands.executeCommand('setContext', key, value);
    }
  };
  const show = () => {
    const { standing } = bridge;
    const running = standing.is === 'running';
    set('pulsedev.consented', consent.given);
    set('pulsedev.running', running);
    set('pulsedev.private', privacy.on);
    set('pulsedev.paused', running && standing.state.state === 'paused');
  };
  show();
  return vscode.Disposable.from(
    bridge.onDidChangeStanding(show),
    consent.onDidChange(show),
    privacy.onDidChange(show),
  );
}
