/** The programs of languages that are compiled, and what builds them. */

import { CommandClass } from '../../wire/protocol.ts';
import { each, is, options, type Subs, subs, tasks, tests } from './rule.ts';

const { other, build, test, run, packages } = CommandClass;

const cargoSubs = subs(
  tests('test t tarpaulin llvm-cov', 'cargo'),
  { nextest: { is: build, sub: subs(tests('run r', 'nextest')) } },
  { miri: { is: run, sub: subs(tests('test', 'cargo')) } },
  { insta: { is: test } },
  is(build, 'build b check c clippy doc d fmt fix bench rustc package audit deny'),
  is(run, 'run r'),
  is(packages, 'add remove rm install uninstall update search publish fetch vendor login new init'),
);

const GRADLE = tasks({
  runner: 'gradle',
  valued: options('-p --project-dir -b --build-file -c -I --init-script -g -x --exclude-task'),
  flags: subs(each('-t --continuous', tasks({ runner: 'gradle', watch: true }))),
});

export const COMPILED_TOOLS: Subs = {
  cargo: {
    is: other,
    valued: options('-C --manifest-path --config -Z --color'),
    sub: subs(Object.fromEntries(cargoSubs), {
      watch: {
        is: build,
        watch: true,
        valued: options('-w -i'),
        sub: subs({ '-x': { is: build, sub: cargoSubs } }),
      },
    }),
  },
  go: {
    is: other,
    valued: options('-C'),
    sub: subs(
      tests('test', 'go'),
      is(build, 'build vet fmt generate'),
      is(run, 'run'),
      is(packages, 'get mod install work'),
    ),
  },
  ...tests('gotestsum gotest ginkgo', 'go'),
  ...each('gradle gradlew', GRADLE),
  ...each('mvn mvnw mvnd', {
    is: build,
    runner: 'maven',
    reads: 'tasks',
    valued: options('-f --file -pl --projects -P -s --settings -T -rf'),
    flags: subs(is(build, '-DskipTests -DskipTests=true -Dmaven.test.skip -Dmaven.test.skip=true')),
  }),
  dotnet: {
    is: run,
    sub: subs(
      tests('test vstest', 'dotnet'),
      is(build, 'build msbuild publish pack clean format'),
      is(packages, 'add remove restore nuget tool new workload list sln'),
      {
        watch: {
          is: run,
          watch: true,
          valued: options('--project'),
          sub: subs(each('test', { is: test, runner: 'dotnet', watch: true }), is(build, 'build')),
        },
      },
    ),
  },
  ctest: { is: test, runner: 'ctest' },
  cmake: {
    is: build,
    sub: subs(is(other, '-E')),
    flags: subs(each('--target -t', { is: build, reads: 'script' })),
  },
  ...each(
    'make gmake nmake mingw32-make',
    tasks({ valued: options('-C -f -I -o -W --directory --file') }),
  ),
  ...each('ninja', tasks({ valued: options('-C -f -j -k') })),
  ...each(
    'xcodebuild',
    tasks({ valued: options('-scheme -project -workspace -destination -sdk -configuration') }),
  ),
  ...each('meson stack cabal waf scons xmake', tasks({ valued: options('-C') })),
  ...each('sbt mill lein rebar3', tasks()),
  ...each('bazel bazelisk buck buck2 pants', {
    is: other,
    sub: subs(tests('test coverage'), is(build, 'build'), is(run, 'run')),
  }),
  ...each('ibazel', { is: build, watch: true, sub: subs(each('test', { is: test, watch: true })) }),
  swift: {
    is: run,
    sub: subs(tests('test', 'swift'), is(build, 'build'), is(packages, 'package')),
  },
  zig: {
    is: build,
    sub: subs(tests('test'), is(run, 'run'), { build: tasks() }),
  },
  flutter: {
    is: other,
    sub: subs(
      tests('test drive', 'flutter'),
      is(run, 'run'),
      is(build, 'build analyze'),
      is(packages, 'pub'),
    ),
  },
  dart: {
    is: run,
    sub: subs(
      tests('test', 'flutter'),
      is(build, 'compile analyze format fix'),
      is(packages, 'pub'),
    ),
  },
  ...is(build, 'gcc g++ cc c++ clang clang++ clang-tidy cl link ld javac kotlinc scalac rustc ghc'),
  ...is(
    build,
    'msbuild qmake ant nasm as ar protoc tectonic latexmk pdflatex xelatex golangci-lint',
  ),
  ...is(
    build,
    'staticcheck ktlint detekt shellcheck rubocop gofmt rustfmt swiftlint swiftc dmd nim',
  ),
  ...is(build, 'configure autoreconf autoconf terraform'),
  ...is(run, 'java kotlin scala groovy gdb lldb dlv mono wine'),
  ...is(packages, 'rustup sdk vcpkg conan opam pod carthage cs'),
};
