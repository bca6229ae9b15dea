/** What is believed now and why, in a list that can be closed with one key. */

import * as vscode from 'vscode';
import {
  chances,
  count,
  effect,
  hint,
  isJudged,
  nameOf,
  percent,
  plain,
  when,
} from '../show/words.ts';
import type { Standing } from '../standing.ts';
import type { Explanation, Status } from '../wire/protocol.ts';
import type { Commands, Parts } from './parts.ts';

interface Row extends vscode.QuickPickItem {
  /** What choosing it runs; a row without it only says something. */
  command?: string;
}

export function judgementCommands({ bridge, consent }: Parts): Commands {
  return {
    'pulsedev.why': async () => {
      await bridge.flush();
      const explained = await bridge.request('pulsedev/explain', {});
      await choose(`Why: ${nameOf(explained.state)}`, explanation(explained));
    },
    'pulsedev.showStatus': async () => {
      if (!consent.given || bridge.standing.is !== 'running') {
        await choose('PulseDev', absent(consent.given, bridge.standing));
        return;
      }
      const status = await bridge.request('pulsedev/status', {});
      await choose('PulseDev', summary(status, bridge.version));
    },
  };
}

async function choose(title: string, rows: Row[]): Promise<void> {
  const chosen = await vscode.window.showQuickPick(rows, { title });
  if (chosen?.command) {
    await vscode.commands.executeCommand(chosen.command);
  }
}

function explanation(explained: Explanation): Row[] {
  if (!isJudged(explained.state)) {
    return [{ label: 'Nothing is judged now', detail: hint(explained.state) }];
  }
  if (explained.reasons.length === 0) {
    return [{ label: 'Nothing stands out', detail: 'All that is known is as usual.' }];
  }
  return explained.reasons.map((reason) => ({
    label: said(reason.label),
    description: effect(reason, explained.state),
  }));
}

function summary(status: Status, version: string | undefined): Row[] {
  const { open, brain } = status.windows;
  const here = brain === 'self' ? 'judged by this one' : 'judged by another one';
  const windows = open === 1 ? '' : `, ${open} windows, ${here}`;
  const trouble = status.trouble === null ? [] : [{ label: `$(warning) ${said(status.trouble)}` }];
  return [
    {
      label: `${said(nameOf(status.state))} since ${when(status.since, Date.now())}`,
      description: isJudged(status.state) ? chances(status) : hint(status.state),
    },
    {
      label: `${count(status.events, 'event')} taken in${windows}`,
      description: `daemon ${version ?? 'of unknown version'}, model ${status.model}, store: ${status.store}`,
    },
    ...trouble,
    ...learning(status),
    separator('Commands'),
    row('Why?', 'pulsedev.why'),
    row('I Am Stuck', 'pulsedev.iAmStuck'),
    row('I Am Making Progress', 'pulsedev.iAmMakingProgress'),
    row('I Am in Flow', 'pulsedev.iAmInFlow'),
    status.paused ? row('Resume', 'pulsedev.resume') : row('Pause', 'pulsedev.pause'),
    row('Show Stored Data', 'pulsedev.showStoredData'),
    row('Observe Nothing in This Workspace', 'pulsedev.observeNothingHere'),
  ];
}

/** What is being learned, or what keeps it from beginning. */
function learning({ training, next }: Status): Row[] {
  if (training) {
    return [
      { label: 'Training', description: `${said(training.stage)}, ${percent(training.done)}` },
    ];
  }
  return next ? [{ label: 'No training now', description: said(next) }] : [];
}

function absent(given: boolean, standing: Standing): Row[] {
  if (!given) {
    return [
      { label: 'PulseDev is off', detail: 'Nothing is observed.' },
      row('Get Started', 'pulsedev.getStarted'),
    ];
  }
  if (standing.is === 'private') {
    return [
      { label: 'This workspace is private', detail: 'Nothing is observed in it.' },
      row('Observe This Workspace Again', 'pulsedev.observeHereAgain'),
    ];
  }
  const why = 'why' in standing ? plain(standing.why) : 'PulseDev is starting.';
  return [
    { label: said(why) },
    row('Restart', 'pulsedev.restart'),
    row('Show Logs', 'pulsedev.showLogs'),
  ];
}

function row(label: string, command: string): Row {
  return { label: `$(arrow-small-right) ${label}`, command };
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** In a list a dollar sign and a bracket would make an icon. */
function said(value: string): string {
  return plain(value).replaceAll('$(', '$ (');
}
