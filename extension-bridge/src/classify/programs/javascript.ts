/** The programs of JavaScript and TypeScript. */

import { CommandClass } from '../../wire/protocol.ts';
import {
  command,
  each,
  is,
  options,
  type Rule,
  type Subs,
  script,
  subs,
  tasks,
  tests,
} from './rule.ts';

const { other, build, test, run, packages } = CommandClass;

const nodeOptions = options('-r --require --import --loader --experimental-loader --env-file -C');

const NODE: Rule = {
  is: run,
  valued: nodeOptions,
  reads: 'file',
  sub: subs(tests('--test', 'node')),
};

const NPM: Rule = {
  is: packages,
  valued: options('--prefix -C --workspace -w --registry'),
  sub: subs(
    each('run run-script rum urn', script),
    tests('test t tst install-test it'),
    is(run, 'start restart'),
    each('exec x', { reads: 'command', valued: options('--package -p --workspace -w') }),
  ),
};

/** Yarn and pnpm take a script's name, or a program's, as if it were a command of theirs. */
const YARN: Rule = {
  is: other,
  bare: packages,
  valued: options('--cwd -C --dir --filter -F'),
  reads: 'script',
  sub: subs(
    each('run run-script exec', script),
    each('dlx node', command),
    is(run, 'start'),
    tests('test t'),
    is(packages, 'install i add remove rm up upgrade update init create link publish audit why'),
    is(packages, 'list ls outdated dedupe cache config store import prune info pack set plugin'),
    { workspace: { skip: 1, reads: 'script' }, workspaces: { skip: 1, reads: 'script' } },
  ),
};

const ONCE: Rule = { is: test, runner: 'vitest', watch: false };

export const JAVASCRIPT_TOOLS: Subs = {
  ...each('node nodejs tsx ts-node', NODE),
  ...each('nodemon', { ...NODE, watch: true }),
  ...each('npm cnpm', NPM),
  ...each('yarn yarnpkg pnpm', YARN),
  bun: {
    is: run,
    bare: other,
    reads: 'script',
    valued: options('--cwd --env-file -r --preload'),
    sub: subs(
      tests('test', 'bun'),
      { run: { is: run, reads: 'script' }, x: command },
      is(build, 'build'),
      is(packages, 'install i add a remove rm update create init link pm'),
    ),
  },
  deno: {
    is: run,
    sub: subs(
      tests('test', 'deno'),
      { task: script },
      is(build, 'check lint fmt compile bundle cache doc'),
      is(packages, 'add install remove uninstall update outdated upgrade init'),
    ),
  },
  jest: { is: test, runner: 'jest' },
  vitest: {
    is: test,
    runner: 'vitest',
    // In a terminal it watches, unless told to run once.
    watch: true,
    sub: subs(each('run related bench list', ONCE)),
    flags: subs(each('--run --watch=false --no-watch', ONCE)),
  },
  ...tests('mocha _mocha', 'mocha'),
  ...tests('ava tap tape uvu borp', 'tap'),
  ...tests('jasmine karma cypress testcafe wdio nightwatch web-test-runner wtr qunit'),
  playwright: { is: run, sub: subs(tests('test', 'playwright')) },
  'react-scripts': { sub: subs(tests('test', 'jest'), is(run, 'start'), is(build, 'build')) },
  ...each('ng vue-cli-service next nuxt astro expo gatsby remix svelte-kit', script),
  ...each('nx turbo lerna wireit moon rush', tasks({ is: other })),
  vite: { is: run, sub: subs(is(build, 'build')) },
  ...each('webpack parcel rspack rollup', { is: build, sub: subs(is(run, 'serve')) }),
  ...is(build, 'tsc vue-tsc tsup esbuild swc babel eslint prettier biome stylelint oxlint xo'),
  ...is(build, 'standard svelte-check sass postcss tailwindcss'),
  ...is(run, 'http-server serve live-server ts-node-dev electron storybook concurrently'),
  ...is(packages, 'nvm fnm volta corepack ncu'),
};
