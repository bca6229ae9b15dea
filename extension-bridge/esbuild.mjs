// Bundles the extension; `--production` leaves out what only a debugger needs.
//
// The language client is a bundle of its own: it is most of the code, and nobody needs it before
// the daemon starts.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

const production = process.argv.includes('--production');

/** Leaves `import('./client.ts')` to be loaded from its own bundle, when it is needed. */
const late = {
  name: 'late',
  setup(build) {
    build.onResolve({ filter: /^\.\/client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './client.cjs', external: true } : undefined,
    );
  },
};

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/extension.ts', 'src/client.ts'],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // VS Code 1.93, the oldest that we support, runs extensions on Node 20.
  target: 'node20',
  // As `require`: VS Code hands out `vscode` to nothing else.
  supported: { 'dynamic-import': false },
  external: ['vscode'],
  plugins: [late],
  minify: production,
  sourcemap: !production,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  logLevel: 'warning',
});
