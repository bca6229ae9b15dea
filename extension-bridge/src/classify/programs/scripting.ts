/** The programs of the other languages that are run as they are written, and of shells. */

import { CommandClass } from '../../wire/protocol.ts';
import { each, is, options, type Rule, type Subs, script, subs, tests } from './rule.ts';

const { other, build, test, run, packages } = CommandClass;

const SHELL: Rule = {
  is: run,
  bare: other,
  reads: 'script',
  sub: subs(each('-c -lc -ic -lic -ilc -command /c /k /s', { reads: 'line' })),
};

export const SCRIPT_LANGUAGES: Subs = {
  ruby: { is: run, valued: options('-I -r'), reads: 'file' },
  ...tests('rspec', 'rspec'),
  ...each('rake', { is: other, reads: 'tasks' }),
  rails: {
    is: other,
    sub: subs(tests('test t', 'minitest'), is(run, 'server s console c runner')),
  },
  ...tests('cucumber'),
  php: {
    is: run,
    reads: 'file',
    valued: options('-d -c'),
    sub: subs({
      artisan: { is: other, sub: subs(tests('test', 'phpunit'), is(run, 'serve tinker')) },
    }),
  },
  ...tests('phpunit pest paratest simple-phpunit', 'phpunit'),
  ...tests('codecept behat phpspec'),
  composer: { is: packages, sub: subs(tests('test'), each('run run-script exec', script)) },
  mix: {
    is: other,
    sub: subs(
      tests('test', 'mix'),
      { 'test.watch': { is: test, runner: 'mix', watch: true } },
      is(build, 'compile format credo dialyzer'),
      is(run, 'run phx.server'),
      is(packages, 'deps.get deps.update deps local.hex'),
    ),
  },
  ...tests('prove', 'tap'),
  ...tests('bats busted elm-test shellspec'),
  ...each('bash sh zsh fish dash ksh pwsh powershell cmd', SHELL),
  ...is(run, 'perl lua luajit rscript julia iex elixir erl ghci runghc racket sbcl clj clojure'),
  ...is(run, 'tclsh octave matlab irb awk'),
};
