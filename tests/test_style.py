"""Holds what no linter checks: sizes, sentences, and what a source must not contain."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
SOURCES = sorted(
    [*(ROOT / "daemon").rglob("*.py"), *TESTS.rglob("*.py"), ROOT / "noxfile.py"],
)
EXTENSION = ROOT / "extension-bridge"
SCRIPTS = sorted(
    path
    for folder in ("src", "test", "e2e", "scripts")
    for path in (EXTENSION / folder).rglob("*.*")
    if path.suffix in {".ts", ".mjs", ".cjs", ".py"} and "results" not in path.parts
)
PLUGIN = sorted([*(EXTENSION / "neovim").rglob("*.lua"), *TESTS.rglob("*.lua")])
RECORDED = sorted((EXTENSION / "test").rglob("*.txt"))
"""What other programs printed: their words are not ours, but no machine is theirs."""
DOCUMENTS = sorted(
    [
        *(ROOT / "daemon").rglob("*.md"),
        *ROOT.glob("*.md"),
        *EXTENSION.glob("*.md"),
        *EXTENSION.glob("*.json"),
        *(EXTENSION / "neovim").glob("*.md"),
        *(EXTENSION / "neovim").glob("doc/*.txt"),
        *(ROOT / ".ci").iterdir(),
    ]
)

MAX_LINES = 400
MARKS = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
"""Put together from halves, as this file is checked too."""
MACHINE_PATH = re.compile(r"(?<![A-Za-z0-9._/-])/(work|root|Users|home)/[a-z.]", re.IGNORECASE)

WIDE = re.compile(r"^.{101}")
"""What no formatter keeps within the project's 100 columns."""

MADE_UP = re.compile(r"/home/(?:ada|me|canary)\b|/home/\.|[A-Z]:/work\b")
"""Homes of nobody, in tests that are about paths."""
PLAIN_WAIT = re.compile(r"\bwaitForTimeout\b")
"""A browser test's sleep."""

Rule = Callable[[str, str], Iterator[str]]


def is_short(name: str, text: str) -> Iterator[str]:
    """Allow a file one idea's length."""
    lines = text.count("\n")
    if lines > MAX_LINES:
        yield f"{name}:{lines} is longer than {MAX_LINES} lines"


def is_finished(name: str, text: str) -> Iterator[str]:
    """Refuse marks of unfinished work."""
    yield from found(MARKS, name, text, "an unfinished mark")


def is_portable(name: str, text: str) -> Iterator[str]:
    """Refuse the paths of one machine."""
    yield from found(MACHINE_PATH, name, MADE_UP.sub("", text), "a path of one machine")


def is_narrow(name: str, text: str) -> Iterator[str]:
    """Refuse long lines where no formatter does."""
    yield from found(WIDE, name, text, "more than 100 columns")


def found(pattern: re.Pattern[str], name: str, text: str, what: str) -> Iterator[str]:
    """Yield a sentence for each line that the pattern is in."""
    for number, line in enumerate(text.splitlines(), start=1):
        if pattern.search(line):
            yield f"{name}:{number} has {what}"


def says_why(name: str, text: str) -> Iterator[str]:
    """Ask each test for one sentence that says what it holds."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[:5] == "test_":
            sentence = (ast.get_docstring(node) or "").strip()
            if not sentence.endswith(".") or "\n\n" in sentence:
                yield f"{name}:{node.lineno} {node.name} needs one sentence"


def never_sleeps(name: str, text: str) -> Iterator[str]:
    """Refuse waiting for a time instead of for an event."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr == "sleep":
            yield f"{name}:{node.lineno} sleeps"
        if isinstance(node, ast.ImportFrom) and "sleep" in {alias.name for alias in node.names}:
            yield f"{name}:{node.lineno} imports sleep"


EVERYWHERE: tuple[Rule, ...] = (is_short, is_finished, is_portable)
IN_TESTS: tuple[Rule, ...] = (says_why, never_sleeps)


def broken(rules: tuple[Rule, ...], paths: list[Path]) -> list[str]:
    """Collect what the files break."""
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}
    return [line for rule in rules for name, text in texts.items() for line in rule(name, text)]


def waits_for_something(name: str, text: str) -> Iterator[str]:
    """Refuse a script that waits for a time: it polls with a deadline instead."""
    yield from found(PLAIN_WAIT, name, text, "a plain wait")


def test_sources_and_documents() -> None:
    """Sources and documents are short, finished and free of this machine's paths."""
    assert SCRIPTS
    assert PLUGIN
    assert broken(EVERYWHERE, [*SOURCES, *SCRIPTS, *PLUGIN]) == []
    assert broken((is_narrow,), PLUGIN) == []
    assert broken((is_finished, is_portable), DOCUMENTS) == []
    assert broken((is_portable,), RECORDED) == []


def test_tests() -> None:
    """Each test has its sentence, and none sleeps."""
    assert broken(IN_TESTS, sorted(TESTS.rglob("test_*.py"))) == []
    assert broken((waits_for_something,), SCRIPTS) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (is_short, "x = 1\n" * (MAX_LINES + 1)),
        (is_finished, "x = 1  # TO" + "DO: more"),
        (is_narrow, "-" * 101),
        (is_portable, "x = '/ro" + "ot/data'"),
        (says_why, "def test_x(): pass"),
        (says_why, "async def test_x():\n    'One.\\n\\nTwo.'"),
        (never_sleeps, "import time\ntime.sleep(1)"),
        (never_sleeps, "from asyncio import sleep"),
        (waits_for_something, "await page.waitForTimeout(600);"),
    ],
)
def test_each_rule_catches(rule: Rule, text: str) -> None:
    """A made-up file that breaks a rule is caught once, with its name."""
    assert [line.partition(":")[0] for line in rule("made_up", text)] == ["made_up"]
