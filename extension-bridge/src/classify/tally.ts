/** Adds up what a runner says of its tests, from numbers with the words beside them. */

export interface Counts {
  passed: number;
  failed: number;
}

type Role = 'passed' | 'failed' | 'skipped' | 'total' | 'outside';

const ROLES = new Map<string, Role>();
for (const [role, words] of [
  ['passed', 'passed|pass|passing|succeeded|xpassed|flaky|test passed|tests passed'],
  ['failed', 'failed|fail|failing|failure|failures|error|errors|cancelled|invalid|timed out'],
  ['failed', 'exec failed|unexpected successes|test failed|tests failed|hook failed|hooks failed'],
  ['skipped', 'skipped|skip|skips|pending|pendings|ignored|xfailed|incomplete|excluded|todo'],
  ['skipped', 'omissions|expected failures|disabled'],
  ['total', 'test|tests|run|runs|example|examples|spec|specs|total|doctest|doctests|property'],
  ['total', 'properties'],
  ['outside', 'error occurred outside of examples|errors occurred outside of examples'],
] as const) {
  for (const word of words.split('|')) {
    ROLES.set(word, role);
  }
}

/** "3 passed", "Failures: 1", "errors=2", "pass 4". */
const PAIRS = /(\d{1,9}) +([a-z]+(?: [a-z]+)*)|([a-z]+(?: [a-z]+)*)\s*[:=]?\s*(\d{1,9})/gi;

export class Tally {
  readonly #words = new Map<string, number>();

  /** Take in a text; a word that was told before has the new number. */
  set(text: string): void {
    for (const [, count, after, before, number] of text.matchAll(PAIRS)) {
      this.#words.set((after ?? before ?? '').toLowerCase(), Number(count ?? number));
    }
  }

  /** Where a runner does not say how many passed, it says how many there were. */
  get counts(): Counts {
    const by = { passed: 0, failed: 0, skipped: 0, total: 0, outside: 0 };
    let saysPassed = false;
    for (const [word, number] of this.#words) {
      const role = ROLES.get(word) ?? ROLES.get(word.split(' ')[0] ?? '');
      if (role !== undefined) {
        by[role] += number;
        saysPassed ||= role === 'passed';
      }
    }
    const passed = saysPassed ? by.passed : Math.max(0, by.total - by.failed - by.skipped);
    return { passed, failed: by.failed + by.outside };
  }
}
