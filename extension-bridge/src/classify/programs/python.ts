/** Python's interpreters, runners, checkers and package managers. */

import { CommandClass } from '../../wire/protocol.ts';
import { command, each, is, options, type Rule, type Subs, script, subs, tests } from './rule.ts';

const { other, build, test, run, packages } = CommandClass;

const MANAGE: Rule = {
  is: other,
  sub: subs(tests('test', 'unittest'), is(run, 'runserver shell')),
};

const PYTHON: Rule = {
  is: run,
  valued: options('-W -X'),
  reads: 'file',
  sub: subs({
    '-m': { is: run, reads: 'command' },
    'manage.py': MANAGE,
    'setup.py': { is: build, sub: subs(tests('test'), is(packages, 'install develop')) },
  }),
};

export const PYTHON_TOOLS: Subs = {
  ...each('python py pypy ipython', PYTHON),
  ...tests('pytest py.test pytest-3', 'pytest'),
  ...tests('unittest nose2 nosetests trial stestr green', 'unittest'),
  ...tests('tox nox behave robot'),
  coverage: { is: other, sub: subs({ run: PYTHON }) },
  ...each('ptw pytest-watch pytest-watcher', { is: test, runner: 'pytest', watch: true }),
  ...each('poetry pipenv pdm rye', {
    is: packages,
    valued: options('-C --directory -P --project'),
    sub: subs({ run: command }, is(build, 'build'), tests('test')),
  }),
  ...each('conda mamba micromamba', {
    is: packages,
    sub: subs({ run: { reads: 'command', valued: options('-n --name -p --prefix') } }),
  }),
  uv: {
    is: packages,
    valued: options('--project --directory'),
    sub: subs(
      {
        run: {
          is: run,
          reads: 'command',
          valued: options(
            '--with --python -p --extra --group --package --env-file --project --directory --with-requirements',
          ),
        },
      },
      { tool: { is: packages, sub: subs({ run: command }) } },
      is(build, 'build'),
    ),
  },
  hatch: {
    is: packages,
    valued: options('-e --env -p --project'),
    sub: subs(tests('test', 'pytest'), { run: script }, is(build, 'build fmt')),
  },
  pipx: { is: packages, sub: subs({ run: command }) },
  ...is(run, 'flask uvicorn gunicorn hypercorn celery streamlit jupyter jupyter-lab http.server'),
  ...each('manage.py django-admin', MANAGE),
  ...is(run, 'fastapi'),
  ...is(build, 'mypy ruff flake8 pylint pyright basedpyright black isort bandit pyflakes maturin'),
  ...is(build, 'py_compile compileall pre-commit sphinx-build mkdocs cython'),
  ...is(packages, 'pip pip-compile pip-sync pyenv virtualenv venv ensurepip easy_install twine'),
};
