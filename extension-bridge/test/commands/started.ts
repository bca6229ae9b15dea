/** All commands in a window of their own, run by their ids; each test begins with an empty one. */

import assert from 'node:assert/strict';
import { beforeEach } from 'node:test';
import { context, FakeBridge, FakeLog, Memory, settled } from '../show/parts.ts';
import { install } from '../show/vscode.ts';

export const window = install();
const { Consent } = await import('../../src/consent.ts');
const { registerCommands } = await import('../../src/commands/index.ts');
const { Privacy } = await import('../../src/privacy.ts');
const { Probes } = await import('../../src/show/probes.ts');

beforeEach(() => {
  window.messages.length = 0;
  window.lists.length = 0;
  window.notes.length = 0;
  window.progress.length = 0;
  window.executed.length = 0;
  window.telemetryEnabled = true;
  window.workspaceSettings.clear();
  window.settings.clear();
  window.workspaceFolders = [{}];
});

/** Register all commands, and give what they work on. */
export function started() {
  const bridge = new FakeBridge();
  const log = new FakeLog();
  const given = context(new Memory());
  const consent = new Consent(given);
  const probes = new Probes(bridge);
  const registered = registerCommands(given, {
    ...{ bridge, consent, log: log.channel },
    privacy: new Privacy(),
    probes,
  });
  const run = async (id: string, ...args: unknown[]) => {
    const command = window.commands.get(`pulsedev.${id}`);
    assert.ok(command, id);
    await command(...args);
  };
  /** Run a command that asks, and answer. */
  const choose = async (id: string, label: string | undefined) => {
    const done = run(id);
    await settled();
    window.lists.at(-1)?.choose(label);
    await done;
  };
  return { bridge, choose, consent, log, registered, run };
}
