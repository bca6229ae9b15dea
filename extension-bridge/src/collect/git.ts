/**
 * Commits and switches of branches, through VS Code's built-in Git extension.
 *
 * Its own events of commit and checkout miss what is done outside VS Code; the change of HEAD does
 * not. Names of branches are compared and let go.
 */

import * as vscode from 'vscode';
import { Kind } from '../wire/protocol.ts';
import { type Head, newCommits, switched } from './commits.ts';
import type { GitApi, GitExtension, Repository } from './gitApi.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The Git extension does not hear of what changes while it looks itself, such as a commit right
 * after a switch; its own look takes a fraction of this.
 */
const LOOK_AGAIN_MS = 2_000;

export class Git implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #listeners: vscode.Disposable[] = [];
  readonly #watched = new Map<Repository, vscode.Disposable>();
  #disposed = false;

  constructor(around: Surroundings) {
    this.#around = around;
    void this.#begin();
  }

  dispose(): void {
    this.#disposed = true;
    for (const end of [...this.#listeners, ...this.#watched.values()]) {
      end.dispose();
    }
  }

  async #begin(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    try {
      const git = await extension?.activate();
      if (!git || this.#disposed) {
        return;
      }
      this.#listeners.push(git.onDidChangeEnablement(() => this.#connect(git)));
      this.#connect(git);
    } catch {
      this.#around.log.warn('Commits are not observed: the Git extension did not start.');
    }
  }

  #connect(git: GitExtension): void {
    if (!git.enabled || this.#disposed) {
      return;
    }
    const api = git.getAPI(1);
    this.#listeners.push(
      api.onDidOpenRepository((repository) => this.#watch(api, repository)),
      api.onDidCloseRepository((repository) => {
        this.#watched.get(repository)?.dispose();
        this.#watched.delete(repository);
      }),
    );
    for (const repository of api.repositories) {
      this.#watch(api, repository);
    }
  }

  #watch(api: GitApi, repository: Repository): void {
    if (this.#watched.has(repository) || this.#disposed) {
      return;
    }
    const head = new WatchedHead(this.#around, api.git.path, repository);
    this.#watched.set(
      repository,
      vscode.Disposable.from(
        head,
        repository.state.onDidChange(() => head.look()),
      ),
    );
  }
}

/** One repository's HEAD, as it was seen last; looks follow one another. */
class WatchedHead implements vscode.Disposable {
  readonly #around: Surroundings;
  readonly #git: string;
  readonly #repository: Repository;
  #seen: Head | undefined;
  #last: Promise<void> = Promise.resolve();
  #again: NodeJS.Timeout | undefined;

  constructor(around: Surroundings, git: string, repository: Repository) {
    this.#around = around;
    this.#git = git;
    this.#repository = repository;
    this.look();
  }

  dispose(): void {
    clearTimeout(this.#again);
  }

  look(): void {
    const head = this.#repository.state.HEAD;
    // Until the repository is read there is no HEAD, and so nothing to compare with.
    if (head) {
      const now = { commit: head.commit, branch: head.name };
      this.#last = this.#last.then(() => this.#compare(now));
    }
  }

  async #compare(now: Head): Promise<void> {
    const before = this.#seen;
    this.#seen = { commit: now.commit, branch: now.branch ?? before?.branch };
    if (!before || (before.commit === now.commit && !switched(before, now))) {
      return;
    }
    this.#lookAgain();
    if (switched(before, now)) {
      this.#around.sink.add(Kind.branchChanged, 0, 0, 0, 0);
    }
    if (now.commit !== undefined && now.commit !== before.commit) {
      await this.#tell(before.commit, now.commit);
    }
  }

  #lookAgain(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      // A repository that was closed meanwhile has nothing to tell.
      this.#repository.status().catch(() => undefined);
    }, LOOK_AGAIN_MS);
  }

  async #tell(before: string | undefined, after: string): Promise<void> {
    try {
      const root = this.#repository.rootUri.fsPath;
      const made = await newCommits(this.#git, root, before, after, Date.now());
      for (const { added, deleted, files } of made) {
        this.#around.sink.add(Kind.commitCreated, 0, added, deleted, files);
      }
    } catch {
      this.#around.log.warn('The size of a commit could not be read.');
    }
  }
}
