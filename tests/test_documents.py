"""The README and ARCHITECTURE.md say what the code does; links lead somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from pulsedev import __version__, config
from pulsedev.cli.main import COMMANDS
from pulsedev.core.policy import MOST_PER_DAY, PolicySettings
from pulsedev.core.probes import MOST_A_DAY
from pulsedev.core.states import State
from pulsedev.core.training import LIMITS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "daemon" / "pulsedev"
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "daemon" / "ARCHITECTURE.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
EXTENSION = ROOT / "extension-bridge"
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "daemon").rglob("*.md")),
    *sorted(EXTENSION.glob("*.md")),
    *sorted((EXTENSION / "neovim").glob("*.md")),
]


def rows(text: str, heading: str) -> dict[str, list[str]]:
    """Return the first table after a heading: first cell to the others, header left out."""
    section = text.partition(f"{heading}\n")[2]
    table = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert table, heading
    cells = [line.strip("| ").split(" | ") for line in table[0].splitlines()[2:]]
    return {first: rest for first, *rest in cells}


def test_commands() -> None:
    """The README's commands are those that there are, in the words of the help."""
    expected = {f"`pulsedev {name}`": [command.help] for name, command in COMMANDS.items()}
    assert rows(README, "## Commands") == expected


def test_states() -> None:
    """The README explains each state."""
    assert set(rows(README, "## What it says")) == {f"`{state.value}`" for state in State}


def test_settings() -> None:
    """The README's settings have the code's names, limits and defaults."""
    defaults, hours = PolicySettings(), "in local time; empty for none"
    shown = "show them as met or not"
    limited = ", ".join(f"`{name}`" for name in LIMITS)
    asked = "how often you are asked how it goes, at random breakpoints"
    days = "days that events are kept, 0 for ever"
    assert rows(README, "below one folder.") == {
        "`alertsPerDay`": [
            f"a whole number from 0 to {MOST_PER_DAY}",
            str(defaults.alerts_per_day),
        ],
        "`minutesBetweenAlerts`": [
            f"a number from {config.SHORTEST_GAP} to {config.LONGEST_GAP}",
            f"{defaults.min_gap_s / 60:.0f}",
        ],
        "`quietHours`": [f'like `"22:00-07:00"`, {hours}', "none"],
        "`probesPerDay`": [
            f"a whole number from 0 to {MOST_A_DAY}; {asked}",
            str(defaults.probes_per_day),
        ],
        "`storage`": [
            '`"disk"`, or `"memory"`, which keeps nothing at all; for a new window',
            f'`"{config.Settings().storage}"`',
        ],
        "`retentionDays`": [
            f"a whole number from 0 to {config.LONGEST_KEPT}; {days}; for a new window",
            str(config.KEEP_DAYS),
        ],
        "`training`": [
            "`auto` or `off`; whether models are trained by themselves when nobody is at work",
            "`auto`",
        ],
        "`modelThresholds`": [
            f"an object with some of {limited}, numbers from 0 to 1; model cards {shown}",
            ", ".join(f"{limit:g}" for limit in LIMITS.values()),
        ],
    }
    assert {name.strip("`") for name in rows(README, "below one folder.")} == set(config.SETTINGS)


def test_first_commands() -> None:
    """The two commands that the README begins with are the ones that are promised."""
    blocks = re.findall(r"^```\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)
    assert blocks[:2] == [
        "python3 -m pip install . && pulsedev demo",
        "python3 -m pip install nox && nox",
    ]


def test_nothing_is_claimed_that_is_not_there() -> None:
    """What the README lists as missing is no command yet."""
    missing = README.partition("## Not there yet")[2]
    (line,) = (line for line in missing.splitlines() if line.endswith("on the command line."))
    assert not set(re.findall(r"`(\w+)`", line)) & set(COMMANDS)


def test_modules() -> None:
    """ARCHITECTURE.md has a line for each module, and none for what is gone."""
    told = {name for first in rows(ARCHITECTURE, "## 3. Modules") for name in named(first)}
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    there = {".".join(path.with_suffix("").parts) for path in paths if path.stem != "__init__"}
    assert told == there


def test_modules_of_the_extension() -> None:
    """The extension's ARCHITECTURE.md has a line for each of its modules, and none for others."""
    text = (EXTENSION / "ARCHITECTURE.md").read_text("utf-8")
    told = {re.sub("`", "", first) for first in rows(text, "## 2. Modules") if first[0] == "`"}
    source = EXTENSION / "src"
    paths = (path.relative_to(source) for path in source.rglob("*.ts"))
    assert told == {path.with_suffix("").as_posix() for path in paths}


def test_modules_of_the_plugin() -> None:
    """The Neovim plugin's README has a line for each of its modules, and none for others."""
    text = (EXTENSION / "neovim" / "README.md").read_text("utf-8")
    told = {name for first in rows(text, "## Modules") for name in named(first)}
    source = EXTENSION / "neovim" / "lua" / "pulsedev"
    paths = (path.relative_to(source) for path in source.rglob("*.lua"))
    assert told == {".".join(path.with_suffix("").parts) for path in paths}


def named(cell: str) -> list[str]:
    """Return the modules of a cell; the parts' own lines are bold and name none."""
    return re.findall(r"`([\w.]+)`", cell)


def test_version() -> None:
    """The changelog has this version, and keeps a place for the next."""
    assert re.findall(r"^## \[(.+?)\]", CHANGELOG, re.MULTILINE)[:2] == ["Unreleased", __version__]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_links(document: Path) -> None:
    """Each link to a file leads to one."""
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith("https://"):
            assert (document.parent / target).exists(), target


def test_locks_have_hashes_and_no_addresses() -> None:
    """Each locked version has hashes, and nothing says where packages come from."""
    locks = [*ROOT.glob("requirements*.txt"), ROOT / ".ci" / "requirements.txt"]
    for lock in locks:
        text = lock.read_text("utf-8")
        pins = re.findall(r"^\S+==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        assert pins
        assert all("--hash=sha256:" in pin for pin in pins)
        assert "://" not in text


def test_locks_hold_what_is_declared() -> None:
    """Every declared dependency is locked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime, groups = project["project"]["dependencies"], project["dependency-groups"]
    wanted = {
        "requirements.txt": runtime,
        "requirements-dev.txt": [*runtime, *groups["dev"]],
        "requirements-extension.txt": [*runtime, *groups["extension"]],
        "requirements-bench.txt": [*runtime, *groups["bench"]],
        ".ci/requirements.txt": groups["ci"],
    }
    for lock, declared in wanted.items():
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text("utf-8"), re.MULTILINE))
        names = {re.split(r"[<>=]", line)[0] for line in declared}
        assert names <= locked, lock
