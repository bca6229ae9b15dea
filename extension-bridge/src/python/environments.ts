/**
 * The private environments in the extension's storage folder: which one counts, which may go.
 *
 * Each is made where it stays, in a folder that no other window uses, and a marker is written
 * into it last: an environment without a marker is none. Making it under another name and
 * renaming it would break its scripts, which hold full paths, and fails on Windows where a
 * scanner holds a file. A lock lets one window install at a time; the others use its result.
 *
 * Other windows may run from an older one, so the marker's time says when it was last in use.
 */

import { createHash } from 'node:crypto';
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'daemon-';
const MARKER = 'complete.json';
const LOCK = 'install.lock';

/** The lock's holder renews it this often. */
const RENEW_LOCK = 5_000;

/** A lock that was not renewed for so long is of a window that died. */
const STALE_LOCK = 30_000;

/** How often to ask whether the other window is done. */
const ASK_LOCK = 500;

/** A window says this often that it runs from an environment. */
export const SAY_USED = 24 * 60 * 60_000;

/** Nobody said so for a week: no window runs from it, but one that sleeps, and that finds another. */
const UNUSED = 7 * SAY_USED;

/** What is installed into an environment, from the .vsix. */
export interface Bundle {
  wheel: string;
  requirements: string;
  version: string;
  /** Tells two builds of one version apart. */
  digest: string;
}

/** Return what the extension carries in its folder `daemon`, or undefined where that is empty. */
export async function readBundle(folder: string): Promise<Bundle | undefined> {
  const names: string[] = await readdir(folder).catch(() => []);
  const name = names.find((name) => /^pulsedev-.+\.whl$/.test(name));
  if (name === undefined || !names.includes('requirements.txt')) {
    return undefined;
  }
  const wheel = join(folder, name);
  const requirements = join(folder, 'requirements.txt');
  const digest = createHash('sha256')
    .update(await readFile(wheel))
    .update(await readFile(requirements))
    .digest('hex');
  return { wheel, requirements, version: name.split('-')[1] ?? '', digest };
}

/** Return the complete environments, the one made from this bundle first. */
export async function environmentsIn(storage: string, bundle?: Bundle): Promise<string[]> {
  const own: string[] = [];
  const others: string[] = [];
  for (const folder of await foldersIn(storage)) {
    const digest = await digestOf(folder);
    if (digest !== undefined) {
      (digest === bundle?.digest ? own : others).push(folder);
    }
  }
  return [...own, ...others];
}

/** Return the environment made from this bundle. */
export async function environmentOf(storage: string, bundle: Bundle): Promise<string | undefined> {
  const [first] = await environmentsIn(storage, bundle);
  return first !== undefined && (await digestOf(first)) === bundle.digest ? first : undefined;
}

/** Make an empty folder for a new environment. */
export function newEnvironment(storage: string, bundle: Bundle): Promise<string> {
  return mkdtemp(join(storage, `${PREFIX}${bundle.version}-`));
}

/** Declare an environment usable. */
export async function complete(environment: string, bundle: Bundle): Promise<void> {
  const { version, digest } = bundle;
  await writeFile(join(environment, MARKER), `${JSON.stringify({ version, digest })}\n`);
}

/** Remove an environment; where a file is in use, the rest goes at a later installation. */
export async function remove(environment: string): Promise<void> {
  // The marker first: what is half removed must not count.
  await rm(join(environment, MARKER), { force: true }).catch(() => undefined);
  await rm(environment, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

/** Say that a window runs from this environment. */
export async function use(environment: string): Promise<void> {
  const now = new Date();
  await utimes(join(environment, MARKER), now, now).catch(() => undefined);
}

/** Remove the environments but this one that nobody uses; only the lock's holder may. */
export async function removeUnused(storage: string, kept: string): Promise<void> {
  for (const folder of await foldersIn(storage)) {
    if (folder !== kept && (await isUnused(folder))) {
      await remove(folder);
    }
  }
}

/** Without a marker it is what an installation left that did not come to its end. */
async function isUnused(environment: string): Promise<boolean> {
  const marker = await stat(join(environment, MARKER)).catch(() => undefined);
  return marker === undefined || Date.now() - marker.mtimeMs > UNUSED;
}

/**
 * Do something while no other window does; wait for the other one.
 *
 * A window that dies leaves the lock behind, so its holder renews the file's time.
 */
export async function whileLocked<T>(
  storage: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(storage, { recursive: true });
  const lock = join(storage, LOCK);
  while (!(await take(lock))) {
    await waited(ASK_LOCK, signal);
  }
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(lock, now, now).catch(() => undefined);
  }, RENEW_LOCK);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(lock, { force: true }).catch(() => undefined);
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
  }
  const renewed = await stat(lock).catch(() => undefined);
  if (renewed && Date.now() - renewed.mtimeMs > STALE_LOCK) {
    await rm(lock, { force: true });
  }
  return false;
}

function waited(time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, time);
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function foldersIn(storage: string): Promise<string[]> {
  const entries = await readdir(storage, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(PREFIX))
    .map((entry) => join(storage, entry.name))
    .sort();
}

async function digestOf(environment: string): Promise<string | undefined> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(environment, MARKER), 'utf8'));
    const digest = marker instanceof Object && 'digest' in marker ? marker.digest : undefined;
    return typeof digest === 'string' ? digest : undefined;
  } catch {
    return undefined;
  }
}
