"""PROTOCOL.md says what the code does: methods, fields, kinds, names, codes, limits, settings."""

from __future__ import annotations

import hmac
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import attrs
import pytest
from pygls import exceptions

from pulsedev import config, paths
from pulsedev.core.events import (
    COLUMNS,
    DOCUMENT_BITS,
    MAX_EVENTS,
    Cause,
    CommandClass,
    Kind,
    Stop,
    Suggested,
)
from pulsedev.core.inbox import LATE
from pulsedev.core.labels import Said, Source
from pulsedev.core.pace import BACKLOG, HISTORY
from pulsedev.core.policy import MOST_PER_DAY, TITLES, Action, PolicySettings
from pulsedev.core.runs import SAME_RUN, STOPPED
from pulsedev.core.states import State
from pulsedev.core.training import LIMITS
from pulsedev.rpc import frames, messages, params, protocol, stdio
from pulsedev.rpc.checks import wire_name

if TYPE_CHECKING:
    from enum import Enum

TEXT = (Path(__file__).parents[1] / "daemon" / "PROTOCOL.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in TEXT.splitlines()
    if line.startswith("|")
]


def row(first: str) -> list[str]:
    """Return the cells of the one row that begins so."""
    [found] = [cells for cells in ROWS if cells[0] == first]
    return found


def fields(kind: Any) -> str:  # noqa: ANN401 - an attrs class, or a union of one with None
    """Write a class's fields as the document does."""
    [kind] = [each for each in get_args(kind) or (kind,) if each is not type(None)]
    names = []
    for field in attrs.fields(kind):
        listed = "[]" if str(field.type).startswith("list") else ""
        optional = "" if field.default is attrs.NOTHING else "?"
        names.append(wire_name(field) + listed + optional)
    return f"`{{{', '.join(names)}}}`"


@pytest.mark.parametrize("method", messages.METHODS)
def test_methods(method: str) -> None:
    """Each method stands there with its params and its result, field by field."""
    entry = messages.METHODS[method]
    name = f"`{method}`" if entry.result else f"`{method}` (notification)"
    _, params, result = row(name)
    assert params == fields(entry.params)
    assert result == (fields(entry.result) if entry.result else "-")


def test_no_other_methods() -> None:
    """No method stands there that the code does not have, those of later releases apart."""
    listed = set(re.findall(r"^\| `(pulsedev/[a-z/]+)`", TEXT, re.MULTILINE))
    assert listed == {*messages.METHODS, messages.EVENTS}


def test_events() -> None:
    """The columns are the code's."""
    columns = ", ".join(f"{name}[]" for name in COLUMNS)
    assert row("`pulsedev/events` (notification)")[1] == f"`{{seq, t0, {columns}}}`"
    assert fields(messages.Reason) in TEXT


def test_kinds() -> None:
    """Each kind has its code, and no other kind stands there."""
    found = {cells[0]: cells[1] for cells in ROWS if cells[0].isdigit()}
    assert found.keys() == {str(kind.value) for kind in Kind}
    for kind in Kind:
        assert found[str(kind.value)].startswith(f"`{kind.name.lower()}`")


@pytest.mark.parametrize(
    ("kind", "column", "codes"),
    [
        (Kind.FILE_MODIFIED, 4, Cause),
        (Kind.COMMAND_EXECUTED, 2, CommandClass),
        (Kind.DEBUG_PAUSED, 4, Stop),
        (Kind.SUGGESTION, 2, Suggested),
    ],
)
def test_codes_in_columns(kind: Kind, column: int, codes: type[Enum]) -> None:
    """A column of codes names all of them, by their first word at least."""
    cell = row(str(kind.value))[column]
    assert re.findall(r"\b\d+\b", cell) == [str(code.value) for code in codes]
    for code in codes:
        assert f"{code.value} {code.name.lower().replace('_', ' ')}" in cell.lower()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a state", State),
        ("a label's `state`", Said),
        ("a label's `source`", Source),
        ("an answer's `action`", Action),
    ],
)
def test_names(name: str, values: type[Enum]) -> None:
    """Each list of names is the code's, in its order."""
    assert row(name)[1] == ", ".join(f"`{value.value}`" for value in values)


def test_limits() -> None:
    """The limits are the code's."""
    assert row("body") == ["body", f"{frames.MAX_BODY // 2**20} MiB"]
    assert row("header block")[1] == f"{frames.MAX_HEAD // 2**10} KiB"
    assert row("entries of one MessagePack array or map")[1] == str(frames.MAX_ITEMS)
    assert row("events in one batch")[1] == str(MAX_EVENTS)
    assert row("rows of one timeline")[1] == str(params.MOST_ROWS)
    assert row("minutes of a pause or snooze")[1] == str(params.LONGEST_MIN)
    assert row("records of one page")[1] == str(params.MOST_RECORDS)
    assert f"asked every {stdio.PARENT_POLL_S:.0f} s" in TEXT


def test_backlog() -> None:
    """How late an event may come, and what a client may hand in at first, are the code's."""
    assert LATE == 60.0
    assert f"at most {HISTORY / 3600:.0f} hours back" in TEXT
    assert f"if all come within {BACKLOG:.0f} seconds" in TEXT


def test_document_number() -> None:
    """What stands there of key, message and digits gives the number of the example."""
    assert f"the first {DOCUMENT_BITS // 4} hexadecimal digits ({DOCUMENT_BITS} bits)" in TEXT
    assert f"with the {paths.KEY_BYTES} bytes that `documentKey`'s digits name" in TEXT
    [(key, uri, number)] = re.findall(r"With the key `(\w+)`, `(.+)` is (\d+)\.", TEXT)
    digits = hmac.new(bytes.fromhex(key), uri.encode(), "sha256").hexdigest()
    assert int(digits[: DOCUMENT_BITS // 4], 16) == int(number)


def test_one_run() -> None:
    """How far apart a run may be told twice, and the codes of a stopped one, are the code's."""
    assert f"at most {SAME_RUN:.0f} seconds apart" in TEXT
    [sentence] = re.findall(r"^Exit codes [^:]*:", TEXT, re.MULTILINE)
    assert {int(code) for code in re.findall(r"-?\d+", sentence)} == STOPPED


def test_error_codes() -> None:
    """Each code that the daemon sends stands there, and no other."""
    listed = {int(cells[0]) for cells in ROWS if cells[0].startswith("-32")}
    kinds = (
        exceptions.JsonRpcParseError,
        exceptions.JsonRpcInvalidRequest,
        exceptions.JsonRpcMethodNotFound,
        exceptions.JsonRpcInvalidParams,
        exceptions.JsonRpcInternalError,
    )
    assert listed == {*(kind.CODE for kind in kinds), protocol.NOT_INITIALIZED}


def test_content_types() -> None:
    """Each name of an encoding stands there."""
    assert set(re.findall(r"`(application/[a-z.-]+)`", TEXT)) == set(frames.MEDIA_TYPES)


def test_settings() -> None:
    """Each setting stands there with its limits and its default."""
    listed = {cells[0].strip("`"): cells for cells in ROWS if len(cells) == 3 and cells[2]}
    assert config.SETTINGS.keys() <= listed.keys()
    default = PolicySettings()
    assert listed["alertsPerDay"][1:] == [
        f"a whole number from 0 to {MOST_PER_DAY}",
        str(default.alerts_per_day),
    ]
    assert listed["minutesBetweenAlerts"][1:] == [
        f"a number from {config.SHORTEST_GAP} to {config.LONGEST_GAP}",
        f"{default.min_gap_s / 60:.0f}",
    ]
    assert listed["retentionDays"][1].startswith(f"a whole number from 0 to {config.LONGEST_KEPT};")
    assert listed["retentionDays"][2] == str(config.KEEP_DAYS)
    assert all(f"`{name}`" in listed["modelThresholds"][1] for name in LIMITS)
    assert listed["modelThresholds"][2] == ", ".join(f"{limit:g}" for limit in LIMITS.values())
    assert listed["storage"][2] == f'`"{config.Settings().storage}"`'
    assert all(f'"{storage}"' in listed["storage"][1] for storage in config.Storage)


def test_buttons() -> None:
    """The buttons of a plain message are the code's."""
    for title in TITLES.values():
        assert f"`{title}`" in TEXT
