/**
 * What became of a repository's HEAD between two looks, in numbers; no `vscode` import.
 *
 * A commit of this user is one that follows the last known one, is no merge, was made just now, and
 * is on no remote yet. So a pull, a rebase, an amend, a reset and a switch make none. Of what git
 * prints only numbers are kept.
 */

import { execFile } from 'node:child_process';

/** A commit is seen about a second after it was made, or when a sleeping window wakes. */
const FRESH_S = 120;

/** More at once is a script's work, not a person's. */
const MOST_COMMITS = 20;

/** A healthy repository answers in a fraction of this. */
const LIMIT_MS = 10_000;

/** Far more than twenty commits' totals take. */
const MOST_OUTPUT = 64 * 1_024;

export interface CommitSize {
  added: number;
  deleted: number;
  files: number;
}

/** Where HEAD stands; a detached one has no branch. */
export interface Head {
  commit: string | undefined;
  branch: string | undefined;
}

/** Whether HEAD went to another branch; leaving one for a detached HEAD is part of a rebase. */
export function switched(before: Head, after: Head): boolean {
  return Boolean(before.branch && after.branch && before.branch !== after.branch);
}

/** Return the sizes of the commits that this user made between two commits, the oldest first. */
export function newCommits(
  git: string,
  root: string,
  before: string | undefined,
  after: string,
  now: number,
): Promise<CommitSize[]> {
  const range = before === undefined ? [after] : ['--ancestry-path', `${before}..${after}`];
  const args = [
    ...['-C', root, '-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', 'log'],
    ...['--reverse', '--no-merges', `--max-count=${MOST_COMMITS}`, '--format=%x01%ct'],
    ...['--shortstat', '--no-ext-diff', '--no-textconv', '--no-color', ...range],
    ...['--not', '--remotes', '--'],
  ];
  const options = {
    timeout: LIMIT_MS,
    maxBuffer: MOST_OUTPUT,
    windowsHide: true,
    // Its words are looked for, and it must not write into the repository.
    env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  };
  return new Promise((resolve, reject) => {
    execFile(git, args, options, (error, stdout) => {
      if (error) {
        // Its message would quote the command, and with it a path.
        reject(new Error('git log failed'));
      } else {
        resolve(sizes(stdout, now / 1_000));
      }
    });
  });
}

/** Read the sizes of fresh commits from what `git log --shortstat` prints. */
export function sizes(printed: string, now: number): CommitSize[] {
  return printed
    .split('\u0001')
    .slice(1)
    .filter((entry) => Math.abs(now - Number.parseInt(entry, 10)) <= FRESH_S)
    .map((entry) => ({
      added: first(/(\d+) insertion/, entry),
      deleted: first(/(\d+) deletion/, entry),
      files: first(/(\d+) file/, entry),
    }));
}

function first(pattern: RegExp, entry: string): number {
  return Number.parseInt(pattern.exec(entry)?.[1] ?? '0', 10);
}
