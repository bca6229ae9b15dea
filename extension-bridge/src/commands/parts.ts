/** What commands are made of. */

import type { LogOutputChannel } from 'vscode';
import type { Consent } from '../consent.ts';
import type { Privacy } from '../privacy.ts';
import type { Probes } from '../show/probes.ts';
import type { Bridge } from '../standing.ts';

/** The parts of the extension that commands work on. */
export interface Parts {
  bridge: Bridge;
  consent: Consent;
  privacy: Privacy;
  probes: Pick<Probes, 'answer'>;
  log: LogOutputChannel;
}

export type Command = (...given: unknown[]) => Promise<void>;

/** What each command does, by its id. */
export type Commands = Record<`pulsedev.${string}`, Command>;
