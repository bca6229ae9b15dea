/** What a script, a target or a task is for, by the words in its name: all that a name can tell. */

import { CommandClass } from '../wire/protocol.ts';

const { test, build, run, packages } = CommandClass;

const WORDS = new Map<string, CommandClass>();
for (const [is, words] of [
  [
    test,
    'test tests testing runtests spec specs e2e unit unittest unittests integration acceptance',
  ],
  [test, 'smoke coverage cov jest vitest mocha pytest cypress playwright eunit testonly testquick'],
  [build, 'build builds compile bundle lint typecheck type types tsc format fmt style eslint'],
  [build, 'prettier package pack dist assemble release make mypy ruff clippy docs configure ci'],
  [run, 'start dev develop serve server preview storybook debug bootrun up runserver'],
  [packages, 'install deps dependencies bootstrap'],
] as const) {
  for (const word of words.split(' ')) {
    WORDS.set(word, is);
  }
}

/** Words that mean something only where no other does: `check` is tests, `check-types` is not. */
const WEAK = new Map<string, CommandClass>([
  ['check', test],
  ['checks', test],
  ['verify', test],
  ['run', run],
  ['all', build],
  ['watch', build],
]);

/** The class of a script by its name, or undefined where the name does not tell. */
export function scriptClass(name: string): CommandClass | undefined {
  const words = wordsOf(name);
  for (const known of [WORDS, WEAK]) {
    for (const word of words) {
      const found = known.get(word);
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

/** Whether a script keeps running and starts again by itself, by its name. */
export function scriptWatches(name: string): boolean {
  return name.startsWith('~') || wordsOf(name).includes('watch');
}

/** `testDebugUnit` and `test:debug-unit` are the same words. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
