/** Wires the parts together; VS Code calls it once a window. */

import { randomInt } from 'node:crypto';
import * as vscode from 'vscode';
import { PulseBridge } from './bridge.ts';
import type { ExceptionPlace } from './collect/debugging.ts';
import { registerCommands } from './commands/index.ts';
import { daemonCommand, daemonSettings, watchSettings } from './config.ts';
import { Consent } from './consent.ts';
import type { Connect } from './link.ts';
import { observeWith } from './observing.ts';
import type { KeptPause, Pauses } from './pausing.ts';
import { Privacy } from './privacy.ts';
import { Appearing } from './python/appearing.ts';
import { Provision } from './python/provision.ts';
import { Alerts } from './show/alerts.ts';
import { DoNotDisturb } from './show/doNotDisturb.ts';
import { Probes } from './show/probes.ts';
import { Quiet } from './show/quiet.ts';
import { StatusBar } from './show/statusBar.ts';
import { Trouble } from './show/trouble.ts';

/** VS Code hands nothing to `deactivate`, and does not wait for what it disposes itself. */
let running: { bridge: PulseBridge; doNotDisturb: DoNotDisturb } | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('PulseDev', { log: true });
  const consent = new Consent(context);
  const privacy = new Privacy();
  const provision = new Provision({
    context,
    log,
    setting: () => daemonCommand().path,
    retry: () => void bridge.relaunch(),
  });
  let exception: ExceptionPlace | undefined;
  const quiet = new Quiet();
  const bridge = new PulseBridge({
    consent,
    privacy,
    locate: (asked, signal) => provision.locate(asked, signal),
    connect: connectWith(context, log),
    observe: observeWith(log, {
      exception: (place) => {
        exception = place;
      },
      typed: () => quiet.typed(),
    }),
    settings: daemonSettings,
    pauses: pausesOf(context),
    showAlert: (alert, token) => alerts.show(alert, token),
    showTrouble: (line) => trouble.heard(line),
    ask: (probe, token) => probes.ask(probe, token),
    tellFailure: (why) => void tellFailure(why),
    log,
    now: Date.now,
  });
  const probes = new Probes(bridge);
  const trouble = new Trouble(bridge, context.globalState);
  const alerts = new Alerts(context, bridge, log, quiet, () => exception);
  const doNotDisturb = new DoNotDisturb(context, bridge, log);
  running = { bridge, doNotDisturb };
  context.subscriptions.push(
    ...[log, consent, privacy, provision, new StatusBar(bridge, consent), trouble, probes],
    doNotDisturb,
    new Appearing({
      bridge,
      appeared: () => provision.appeared(),
      found: () => void bridge.relaunch(),
    }),
    registerCommands(context, { bridge, consent, privacy, probes, log }),
    watchSettings({
      start: () => void bridge.relaunch(),
      settings: () => void bridge.renewSettings(),
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (bridge.standing.is === 'missing') {
        void bridge.relaunch();
      }
    }),
  );
  void bridge.start();
}

/** VS Code waits for this, for a few seconds. */
export async function deactivate(): Promise<void> {
  // What was switched is switched back while VS Code still listens.
  await running?.doNotDisturb.release();
  await running?.bridge.dispose();
}

/** Where a pause is kept for as long as the workspace is open, and through a reload of its window. */
function pausesOf(context: vscode.ExtensionContext): Pauses {
  const key = 'pulsedev.pause';
  return {
    kept: () => context.workspaceState.get<KeptPause>(key),
    keep: (pause) => void context.workspaceState.update(key, pause),
  };
}

function connectWith(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Connect {
  // Numbers this window for as long as it is open, and says nothing about it.
  const window = randomInt(2 ** 47);
  return async (launch, settings, heard, signal) => {
    // The language client is most of the bundle; nobody waits for it while VS Code starts.
    const { openLink } = await import('./client.ts');
    const clientVersion = String(context.extension.packageJSON.version);
    return openLink({
      launch,
      arguments: daemonCommand().arguments,
      cwd: context.globalStorageUri.fsPath,
      initializationOptions: {
        client: 'vscode',
        clientVersion,
        window,
        alerts: true,
        probes: true,
        settings,
      },
      heard,
      log,
      signal,
    });
  };
}

async function tellFailure(why: string): Promise<void> {
  const choice = await vscode.window.showErrorMessage(`PulseDev: ${why}`, 'Show Logs', 'Restart');
  if (choice === 'Show Logs') {
    await vscode.commands.executeCommand('pulsedev.showLogs');
  } else if (choice === 'Restart') {
    await vscode.commands.executeCommand('pulsedev.restart');
  }
}
