/** Packs the extension that helps the tests from the inside. */

import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';

/** Make the .vsix in this folder; return its path. */
export async function companion(folder: string): Promise<string> {
  const packagePath = join(folder, 'companion.vsix');
  await createVSIX({
    cwd: join(import.meta.dirname, 'companion'),
    packagePath,
    allowMissingRepository: true,
    dependencies: false,
    skipLicense: true,
  });
  return packagePath;
}
