"""What the programs of a command are for, by their names alone.

Plain dictionaries and nothing imported: a command that somebody waits for must not wait for this.
"""

from __future__ import annotations

OTHER, BUILD, TEST, RUN, VERSION_CONTROL, PACKAGES, NAVIGATION = range(7)
"""The numbers of ``core.events.CommandClass``, which takes too long to import; a test compares."""


def each(names: str, what: int) -> dict[str, int]:
    """Return the same class for each of several names."""
    return dict.fromkeys(names.split(), what)


def words(names: str) -> frozenset[str]:
    """Return several names."""
    return frozenset(names.split())


PROGRAMS = {
    **each("pytest py.test nose2 nosetests unittest trial stestr green tox nox behave robot", TEST),
    **each(
        "ptw pytest-watch jest vitest mocha _mocha ava tap tape uvu jasmine karma cypress", TEST
    ),
    **each("wdio nightwatch qunit gotestsum gotest ginkgo ctest rspec cucumber phpunit pest", TEST),
    **each("paratest codecept behat phpspec prove bats busted shellspec elm-test", TEST),
    **each(
        "mypy ruff flake8 pylint pyright basedpyright black isort bandit pyflakes maturin", BUILD
    ),
    **each(
        "compileall py_compile pre-commit sphinx-build mkdocs cython tsc vue-tsc esbuild", BUILD
    ),
    **each(
        "swc babel eslint prettier biome stylelint oxlint standard webpack rollup parcel", BUILD
    ),
    **each(
        "gcc g++ cc c++ clang clang++ clang-tidy ld javac kotlinc scalac rustc ghc msbuild", BUILD
    ),
    **each(
        "ant protoc latexmk pdflatex golangci-lint staticcheck ktlint shellcheck rubocop", BUILD
    ),
    **each("gofmt rustfmt clippy-driver swiftc cmake configure autoconf terraform tsup", BUILD),
    **each(
        "python py pypy ipython node nodejs tsx ts-node nodemon deno bun ruby perl php lua", RUN
    ),
    **each("java kotlin scala groovy julia rscript elixir erl ghci racket flask uvicorn", RUN),
    **each("gunicorn celery streamlit jupyter serve storybook gdb lldb dlv mono wine sqlite3", RUN),
    **each("git hg svn jj gh glab tig fossil bzr p4 cvs darcs gt", VERSION_CONTROL),
    **each(
        "pip pipx poetry pipenv pdm rye conda mamba micromamba uv hatch virtualenv twine", PACKAGES
    ),
    **each(
        "npm cnpm yarn yarnpkg pnpm bundle bundler composer gem cpan cpanm luarocks rustup",
        PACKAGES,
    ),
    **each(
        "apt apt-get aptitude yum dnf pacman zypper apk snap brew port choco winget scoop", PACKAGES
    ),
    **each("conan vcpkg opam pod nvm fnm volta asdf mise dpkg rpm", PACKAGES),
    **each(
        "ls dir pwd cat bat less more tree find grep rg ag ack fd fzf open code vim vi", NAVIGATION
    ),
    **each("nvim nano emacs hx head tail man which file stat du df wc diff jq", NAVIGATION),
}
"""By a program's own name, where no word after it tells more."""

_NPM = {
    **each("test t tst it install-test", TEST),
    **each("start restart dev serve", RUN),
    **each("build lint", BUILD),
}
_BAZEL = {**each("test coverage", TEST), "build": BUILD, "run": RUN}
_DOTNET = {**each("test vstest", TEST), **each("build publish pack clean format msbuild", BUILD)}

SUBCOMMANDS: dict[str, dict[str, int]] = {
    "cargo": {
        **each("test t nextest tarpaulin llvm-cov miri insta", TEST),
        **each("build b check c clippy doc d fmt fix bench rustc package audit deny watch", BUILD),
        **each("run r", RUN),
        **each("add remove rm install uninstall update search publish fetch new init", PACKAGES),
    },
    "go": {
        **each("test", TEST),
        **each("build vet fmt generate", BUILD),
        **each("run", RUN),
        **each("get mod install work", PACKAGES),
    },
    **dict.fromkeys(("npm", "cnpm", "yarn", "yarnpkg", "pnpm"), _NPM),
    "bun": {**each("test", TEST), **each("build", BUILD), **each("install add remove", PACKAGES)},
    "deno": {**each("test", TEST), **each("check lint fmt compile", BUILD)},
    "node": {"--test": TEST},
    "playwright": {"test": TEST},
    "react-scripts": {"test": TEST, "build": BUILD, "start": RUN},
    "dotnet": {**_DOTNET, **each("run watch", RUN), **each("add remove restore tool", PACKAGES)},
    "swift": {"test": TEST, "build": BUILD, "run": RUN, "package": PACKAGES},
    "zig": {"test": TEST, "build": BUILD, "run": RUN},
    "dart": {"test": TEST, **each("compile analyze format", BUILD), "run": RUN, "pub": PACKAGES},
    "flutter": {"test": TEST, **each("build analyze", BUILD), "run": RUN, "pub": PACKAGES},
    "mix": {"test": TEST, **each("compile format credo dialyzer", BUILD), "run": RUN},
    "rails": {**each("test t", TEST), **each("server s console c runner", RUN)},
    "bazel": _BAZEL,
    "bazelisk": _BAZEL,
    "hatch": {"test": TEST, **each("build fmt", BUILD)},
    "manage.py": {"test": TEST, **each("runserver shell", RUN)},
    "django-admin": {"test": TEST, "runserver": RUN},
    "setup.py": {"test": TEST, **each("build sdist bdist_wheel", BUILD), "install": PACKAGES},
    "docker": {**each("build buildx", BUILD), **each("run exec start compose", RUN)},
}
"""By the first word behind such a program that is no option."""

TASKS = words(
    "make gmake nmake mingw32-make ninja just task rake invoke inv doit gradle gradlew mvn mvnw "
    "mvnd sbt mill lein rebar3 meson stack cabal scons xcodebuild nx turbo lerna moon"
)
"""Programs whose other words are tasks, told by their names; where none tells, they build."""

SCRIPTS = {
    **dict.fromkeys(("npm", "cnpm", "yarn", "yarnpkg", "pnpm", "bun", "composer"), "run"),
    "deno": "task",
    "hatch": "run",
}
"""Programs with a word behind which a script's name stands."""

WRAPPERS: dict[str, tuple[int, str]] = {
    **dict.fromkeys(("time", "command", "exec", "nohup", "setsid", "stdbuf", "c8", "nyc"), (0, "")),
    **dict.fromkeys(("sudo", "doas"), (0, "-u -g -h -p -C -U -r -t")),
    **dict.fromkeys(("env", "cross-env", "dotenv"), (0, "-u --unset -C --chdir -f -e")),
    **dict.fromkeys(("nice", "ionice"), (0, "-n -c -p")),
    **dict.fromkeys(("timeout", "gtimeout"), (1, "-s --signal -k")),
    **dict.fromkeys(("xvfb-run",), (0, "-n -s -f -e -w -p")),
    **dict.fromkeys(("npx", "bunx", "pnpx", "uvx"), (0, "-p --package --from --with --python")),
    **dict.fromkeys(("valgrind", "strace", "perf"), (0, "")),
}
"""Programs that run what follows them: words to leave out before it, options with a value."""

RUNNING = {
    **dict.fromkeys(("poetry", "pipenv", "pdm", "rye", "uv", "conda", "mamba", "coverage"), "run"),
    **dict.fromkeys(("bundle", "bundler", "npm", "yarn", "pnpm", "direnv"), "exec"),
    **dict.fromkeys(("pipx",), "run"),
}
"""Programs with a word behind which another command stands."""

RUNNING_VALUED = words("--with --python -p --extra --group --package -n --name --prefix")
"""Options with a value between that word and the command."""

SHELLS = words("sh bash zsh dash ksh fish pwsh powershell cmd")
INTERPRETERS = words("python py pypy ipython node nodejs tsx ts-node ruby php perl")

WORDS = {
    **each("test tests testing runtests spec specs e2e unit unittest unittests integration", TEST),
    **each("acceptance smoke coverage cov jest vitest mocha pytest cypress playwright", TEST),
    **each("build builds compile bundle lint typecheck type types tsc format fmt style", BUILD),
    **each("eslint prettier package pack dist assemble release mypy ruff clippy docs", BUILD),
    **each("start dev develop serve server preview storybook debug up runserver", RUN),
    **each("install deps dependencies bootstrap", PACKAGES),
}
"""What a script or a task is for, by the words in its name."""

WEAK_WORDS = {**each("check checks verify", TEST), "run": RUN, "all": BUILD, "watch": BUILD}
"""Words that tell only where no other does: ``check`` is tests, ``check-types`` is not."""
