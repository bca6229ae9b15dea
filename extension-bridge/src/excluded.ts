/**
 * What is never observed: all that is no file, what holds secrets, what the user's globs name, and
 * where the user said what alone is to be observed, all else.
 *
 * The list errs on the side of silence. No `vscode` import: paths come in with forward slashes.
 */

import { type Matcher, matcher } from './globs.ts';

/** Files and folders that hold secrets, or are none of a developer's own work. */
export const ALWAYS_EXCLUDED = [
  '.env',
  '.env.*',
  '*.env',
  '.envrc',
  '*.pem',
  '*.key',
  '*.p12',
  '*.pfx',
  '*.jks',
  '*.keystore',
  '*.kdbx',
  '*.ovpn',
  '*.gpg',
  '*.asc',
  'id_rsa*',
  'id_dsa*',
  'id_ecdsa*',
  'id_ed25519*',
  '.netrc',
  '_netrc',
  '.npmrc',
  '.pypirc',
  '.pgpass',
  '.my.cnf',
  '.htpasswd',
  '.git-credentials',
  'credentials',
  'credentials.*',
  'secret.*',
  'secrets.*',
  'secrets/**',
  '.secrets/**',
  '*.tfvars',
  '.ssh/**',
  '.aws/**',
  '.azure/**',
  '.gnupg/**',
  '.kube/**',
  '.docker/config.json',
  '.git/**',
] as const;

/** What may be observed is a file, or a cell of a notebook that is one. */
const NOTEBOOK_CELL = 'vscode-notebook-cell';

/** The parts of a URI that decide. */
export interface Place {
  scheme: string;
  /** With forward slashes, as a URI has it. */
  path: string;
}

export class Exclusions {
  readonly #byDefault: Matcher;
  readonly #byUser: Matcher;
  readonly #included: Matcher[];

  /** Of each list in `included` one glob has to match. */
  constructor(
    excluded: readonly string[],
    included: readonly (readonly string[])[],
    platform: NodeJS.Platform,
  ) {
    const caseBlind = platform === 'win32' || platform === 'darwin';
    // A secret is one in any spelling.
    this.#byDefault = matcher(ALWAYS_EXCLUDED, true);
    this.#byUser = matcher(excluded, caseBlind);
    this.#included = included.map((globs) => matcher(globs, caseBlind));
  }

  /** Whether nothing about this place may be observed. */
  excludes(place: Place): boolean {
    const isFile = place.scheme === 'file' || place.scheme === NOTEBOOK_CELL;
    // On Windows a URI's path begins with a slash before the drive, which no user writes.
    const path = place.path.replace(/^\/(?=[A-Za-z]:\/)/, '');
    const left = !isFile || this.#byDefault(path) || this.#byUser(path);
    return left || !this.#included.every((matches) => matches(path));
  }
}
