/** What users say of themselves, in one keystroke; the answer is a word in the status bar. */

import type { Said } from '../wire/protocol.ts';
import { note } from './notes.ts';
import type { Commands, Parts } from './parts.ts';

export function labelCommands({ bridge }: Parts): Commands {
  const says = (state: Said, noted: string) => async () => {
    // What was done before must be counted before.
    await bridge.flush();
    await bridge.request('pulsedev/label', { state, source: 'button' });
    note(`Noted: ${noted}.`);
  };
  return {
    'pulsedev.iAmStuck': says('stuck', 'stuck'),
    'pulsedev.iAmMakingProgress': says('progress', 'making progress'),
    'pulsedev.iAmInFlow': says('flow', 'in flow'),
    'pulsedev.notStuck': says('progress', 'not stuck'),
  };
}
