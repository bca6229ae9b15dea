"""What a command is for, by the names in it."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import CommandClass
from pulsedev.running import programs
from pulsedev.running.classes import classify

COMMANDS = {
    CommandClass.TEST: """
        pytest -q tests/test_a.py::test_b -k "not slow"
        FOO=1 BAR="a b" pytest
        env FOO=1 pytest
        sudo -u app pytest
        time pytest -x
        xvfb-run -a pytest
        timeout 60 pytest
        nice -n 5 pytest
        poetry run pytest
        uv run --with pytest-xdist -- pytest -n 4
        uvx pytest
        conda run -n work pytest
        python -m pytest
        python3.11 -W error -m pytest
        .venv/bin/python -m unittest discover
        coverage run -m pytest
        bash -lc "cd src && pytest"
        sh -c "pytest | tee log"
        python manage.py test app
        tox -e py311
        nox -s tests
        npx jest --ci
        npm test
        npm run test:unit
        yarn test
        pnpm run e2e
        node --test
        cargo test --all
        cargo nextest run
        go test ./...
        gradle test
        ./gradlew testDebugUnit
        mvn test
        make -C src check
        dotnet test
        bundle exec rspec
        ./run-tests.sh
        python tests/run_tests.py
        ruby a_test.rb
    """,
    CommandClass.BUILD: """
        make
        make lint
        ruff check
        python -m mypy src
        npx tsc -p .
        npm run build
        cargo clippy
        go vet ./...
        eslint .
        ./build.sh
        gcc-12 -c a.c
        cmake --build .
    """,
    CommandClass.RUN: """
        python app.py
        node server.js
        ./server
        cargo run
        go run .
        npm start
        npm run dev
        make run
        npx some-tool
    """,
    CommandClass.PACKAGES: """
        pip install x
        python -m pip install x
        npm ci
        cargo add serde
        sudo apt-get install x
    """,
    CommandClass.VERSION_CONTROL: "git commit -m test",
    CommandClass.NAVIGATION: "ls -la",
    CommandClass.OTHER: """
        pytest --version
        nosuchprogram test
        sh -c "sleep 1"
    """,
}

LINES = [
    (what, line.strip())
    for what, lines in COMMANDS.items()
    for line in lines.strip().splitlines()
    if line.strip()
]


@pytest.mark.parametrize(("what", "line"), LINES)
def test_classes(what: CommandClass, line: str) -> None:
    """A command has the class that its names tell."""
    assert CommandClass(classify(shlex.split(line))) is what


def test_numbers() -> None:
    """The numbers of the classes are those of the wire."""
    assert {name: getattr(programs, name) for name in CommandClass.__members__} == {
        name: what.value for name, what in CommandClass.__members__.items()
    }


WORDS = st.sampled_from(
    [*programs.PROGRAMS, *programs.WRAPPERS, *programs.SHELLS, *programs.TASKS, "-c", "-m", "--"]
)


@given(st.lists(WORDS | st.text(max_size=8), max_size=12))
def test_any_command(words: list[str]) -> None:
    """Whatever the words are, there is a class."""
    assert classify(words) in set(CommandClass)


def test_deep_commands() -> None:
    """Commands within commands are followed so far and no further."""
    assert classify(["env"] * 2_000 + ["pytest"]) in set(CommandClass)
