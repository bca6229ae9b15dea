/** Finds the .vsix that `npm run package` made. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** The path of the package of this version, or of the one that PULSEDEV_VSIX names. */
export function packaged(): string {
  const { PULSEDEV_VSIX: named } = process.env;
  if (named) {
    return named;
  }
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const name = `${manifest.name}-${manifest.version}.vsix`;
  if (!readdirSync(ROOT).includes(name)) {
    throw new Error(`There is no ${name}. Run "npm run package" first.`);
  }
  return join(ROOT, name);
}
