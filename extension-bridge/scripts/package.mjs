// Makes the .vsix: the bundle, and the daemon as a wheel with the hashes of what it needs.
//
// PYTHON names the interpreter that builds the wheel; with PULSEDEV_NO_ISOLATION=1 the build
// tools come from its environment instead of being fetched.
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const daemon = fileURLToPath(new URL('../daemon', import.meta.url));

/** Run a program of the build; what it says about a failure is enough. */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: here, stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** The interpreter to build with; the message of a failure says what to set. */
function python() {
  const names = process.env.PYTHON ? [process.env.PYTHON] : ['python3', 'python'];
  for (const name of names) {
    try {
      execFileSync(name, ['-m', 'pip', '--version'], { stdio: 'ignore' });
      return name;
    } catch {
      // The next one may do.
    }
  }
  console.error(`No Python with pip among ${names.join(', ')}. Set PYTHON to one.`);
  process.exit(1);
}

rmSync(daemon, { recursive: true, force: true });
mkdirSync(daemon);
const isolation = process.env.PULSEDEV_NO_ISOLATION === '1' ? ['--no-build-isolation'] : [];
run(
  python(),
  '-m',
  'pip',
  'wheel',
  '--quiet',
  '--no-deps',
  ...isolation,
  '--wheel-dir',
  daemon,
  root,
);
copyFileSync(`${root}/requirements.txt`, `${daemon}/requirements.txt`);
copyFileSync(`${root}/LICENSE`, `${here}/LICENSE`);

run(process.execPath, 'esbuild.mjs', '--production');
for (const name of readdirSync(here).filter((name) => name.endsWith('.vsix'))) {
  rmSync(`${here}/${name}`);
}
const options = ['--no-dependencies', '--allow-missing-repository'];
run(process.execPath, 'node_modules/@vscode/vsce/vsce', 'package', ...options);
