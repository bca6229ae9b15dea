// Bundles the extension into one file; `--production` leaves out what only a debugger needs.
import { build } from 'esbuild';

const production = process.argv.includes('--production');

await build({
  entryPoints: ['src/extension.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // VS Code 1.93, the oldest that we support, runs extensions on Node 20.
  target: 'node20',
  external: ['vscode'],
  minify: production,
  sourcemap: !production,
  outfile: 'dist/extension.cjs',
  logLevel: 'warning',
});
