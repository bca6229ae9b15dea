"""Documents of plain LSP clients: lengths for those who agreed, nothing at all for the others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsedev.core.events import COLUMNS, Cause, Kind
from pulsedev.rpc.checks import ParamsError
from pulsedev.rpc.documents import Documents
from pulsedev.rpc.excluded import FOLDERS, NAMES, is_excluded
from pulsedev.rpc.languages import NAMES as LANGUAGES
from pulsedev.rpc.lengths import Lengths, units

if TYPE_CHECKING:
    from tests.rpc.conftest import Endpoint

BRIDGE = Path(__file__).parents[2] / "extension-bridge"
URI = "file:///app/a.py"
OPEN = {"uri": URI, "languageId": "python", "version": 1, "text": "alpha = 1\nbeta\n"}
POSITION = st.tuples(st.integers(0, 5), st.integers(0, 8))


def change(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    """Return a change of a range."""
    (one, two), (three, four) = start, end
    places = {"start": {"line": one, "character": two}, "end": {"line": three, "character": four}}
    return {"range": places, "text": text}


def rows(documents: Documents, what: str, **params: object) -> list[tuple[int, ...]]:
    """Notify of a document; return the events without their time and document."""
    params = {"textDocument": {"uri": URI}, **params}
    batch = documents.batch(f"textDocument/{what}", params)
    columns = (getattr(batch, name) for name in COLUMNS if name not in ("t", "doc"))
    return list(zip(*columns, strict=True))


@pytest.fixture
def documents() -> Documents:
    """Return documents of which one is open."""
    made = Documents("00" * 32, lambda: 1000.0)
    assert rows(made, "didOpen", textDocument=OPEN) == [(Kind.FILE_OPENED, 3, 3, 0)]
    return made


def test_a_life(documents: Documents) -> None:
    """Edits, a save and the end of a document become events with lengths."""
    typed = [change((1, 4), (1, 4), "x"), change((1, 5), (1, 5), "\n    ")]
    assert rows(documents, "didChange", contentChanges=typed) == [
        (Kind.FILE_MODIFIED, 1, 0, Cause.TYPED),
        (Kind.FILE_MODIFIED, 5, 0, Cause.TYPED),
    ]
    gone = [change((0, 0), (1, 5), "")]
    assert rows(documents, "didChange", contentChanges=gone) == [
        (Kind.FILE_MODIFIED, 0, 15, Cause.TYPED),
    ]
    assert rows(documents, "didSave", text="all of it") == [(Kind.FILE_SAVED, 3, 0, 0)]
    assert rows(documents, "didClose") == [(Kind.FILE_CLOSED, 0, 0, 0)]
    assert rows(documents, "didSave") == rows(documents, "didClose") == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([change((0, 0), (0, 0), "()")], [(2, 0, Cause.TYPED)]),
        ([change((0, 0), (0, 0), "\U0001f600")], [(2, 0, Cause.TYPED)]),
        ([change((0, 0), (0, 5), "alphabet")], [(8, 5, Cause.COMPLETION)]),
        ([change((0, 0), (0, 0), "one two\nthree")], [(13, 0, Cause.PASTE)]),
        (
            [change((1, 0), (1, 4), "gamma"), change((0, 0), (0, 5), "g")],
            [(5, 4, Cause.FORMAT), (1, 5, Cause.FORMAT)],
        ),
        ([{"text": "alpha = 1\nbeta\nand more\n"}], [(9, 0, Cause.OTHER_PROGRAM)]),
        ([{"text": ""}], [(0, 15, Cause.OTHER_PROGRAM)]),
    ],
)
def test_causes(
    documents: Documents, changes: list[dict[str, Any]], expected: list[tuple[int, int, int]]
) -> None:
    """Who made an edit is guessed by its shape alone, and in doubt it was nobody's typing."""
    found = rows(documents, "didChange", contentChanges=changes)
    assert found == [(Kind.FILE_MODIFIED, *one) for one in expected]


def test_switching(documents: Documents) -> None:
    """An edit in another open document is a switch to it, with its lines of now."""
    other = OPEN | {"uri": "file:///app/b.py"}
    assert rows(documents, "didOpen", textDocument=other) == [(Kind.FILE_OPENED, 3, 3, 0)]
    assert rows(documents, "didOpen", textDocument=other) == []
    typed = [change((0, 0), (0, 0), "\n")]
    found = rows(documents, "didChange", contentChanges=typed)
    assert found[0] == (Kind.FILE_OPENED, 4, 3, 1)


@given(st.text("a\n\r\U0001f600", max_size=12), POSITION, POSITION, st.text("b\n", max_size=5))
def test_lengths(text: str, start: tuple[int, int], end: tuple[int, int], new: str) -> None:
    """What was inserted and deleted always adds up to how much the document has grown."""
    normal = re.sub("\r\n?", "\n", text)
    document = Lengths(normal)
    before = document.units
    assert before == units(normal)
    deleted = document.replace(start, end, new)
    assert 0 <= deleted <= before
    assert document.units == before + units(new) - deleted


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {"textDocument": {}},
        {"textDocument": {"uri": 5}, "contentChanges": []},
        {"textDocument": {"uri": URI}},
        {"textDocument": {"uri": URI}, "contentChanges": [5]},
        {"textDocument": {"uri": URI}, "contentChanges": [{"range": {}, "text": 5}]},
        {"textDocument": {"uri": URI}, "contentChanges": [change((-1, 0), (0, 0), "x")]},
    ],
)
def test_what_makes_no_sense(documents: Documents, params: object) -> None:
    """Params that are none are refused by a rule that quotes nothing of them."""
    with pytest.raises(ParamsError, match="must") as refused:
        documents.batch("textDocument/didChange", params)
    assert "app" not in str(refused.value)


def test_secrets(documents: Documents) -> None:
    """Nothing is told of files that hold secrets, nor of what is no file."""
    for path in ("/.env", "/x/.ssh/config", "/x/%2Eenv", "/x/ID_RSA", "/.docker/config.json"):
        secret = OPEN | {"uri": f"file://{path}"}
        assert rows(documents, "didOpen", textDocument=secret) == []
    assert rows(documents, "didOpen", textDocument=OPEN | {"uri": "untitled:1"}) == []
    assert not is_excluded("file:///x/environment.py")


def test_lists_are_one() -> None:
    """Secrets and languages are those of the extension for VS Code, and of the Neovim plugin."""
    listed = {*NAMES, ".docker/config.json", *(f"{folder}/**" for folder in FOLDERS)}
    source = (BRIDGE / "src" / "excluded.ts").read_text("utf-8")
    ours = source.partition("ALWAYS_EXCLUDED = [")[2].partition("]")[0]
    assert set(re.findall(r"'(.+)',", ours)) == listed
    plugin = (BRIDGE / "neovim" / "lua" / "pulsedev" / "documents.lua").read_text("utf-8")
    theirs = plugin.partition("ALWAYS_EXCLUDED = {")[2].partition("}")[0]
    assert set(re.findall(r'"(.+)",', theirs)) == listed
    source = (BRIDGE / "src" / "collect" / "languages.ts").read_text("utf-8")
    numbered = re.findall(r"^  '?([\w-]+)'?: (\d+),", source, re.MULTILINE)
    assert [(name, int(number)) for name, number in numbered] == [
        (name, number) for number, name in enumerate(LANGUAGES, 1)
    ]


@pytest.mark.parametrize("options", [{}, {"documents": False}, {"documents": "true"}])
def test_without_consent(new: Endpoint, options: dict[str, object]) -> None:
    """Without a plain yes no document is asked for, and what comes is dropped unread."""
    result = new.initialize(**options)["capabilities"]
    assert "textDocumentSync" not in result
    new.notify("textDocument/didOpen", {"textDocument": OPEN})
    assert new.request("pulsedev/status")["result"]["events"] == 0


def test_with_consent(new: Endpoint) -> None:
    """With a yes the least is asked for that lengths can be read from, and they are taken in."""
    result = new.initialize(documents=True)["capabilities"]
    assert result["textDocumentSync"] == {
        "openClose": True,
        "change": 2,
        "save": {"includeText": False},
    }
    new.notify("textDocument/didOpen", {"textDocument": OPEN})
    new.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
    new.notify("textDocument/didChange", {"textDocument": {"uri": URI}})
    assert new.request("pulsedev/status")["result"]["events"] == 2
