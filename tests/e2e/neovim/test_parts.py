"""The parts of the plugin that are functions: numbers, causes, classes, counts."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

import pytest

from pulsedev.core.events import Cause, CommandClass, Kind

if TYPE_CHECKING:
    from tests.e2e.neovim.conftest import Lua

KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000])
def test_digest(lua: Lua, length: int) -> None:
    """Digests and keyed digests are those of everybody, at each length that pads differently."""
    text = "".join(chr(33 + index % 90) for index in range(length))
    assert lua.call("sha256", "digest", text) == hashlib.sha256(text.encode()).hexdigest()
    key = bytes.fromhex(KEY)
    told = lua.call("sha256", "hmac", key.decode(), text)
    assert told == hmac.new(key, text.encode(), "sha256").hexdigest()


def test_numbers_of_the_protocol(lua: Lua) -> None:
    """The plugin's kinds, causes and classes have the daemon's numbers."""
    for table, names in (("KIND", Kind), ("CAUSE", Cause), ("CLASS", CommandClass)):
        mirror = lua.value("wire", table)
        expected = {name.name.lower(): name.value for name in names}
        assert mirror.items() <= expected.items()
        assert table == "KIND" or mirror == expected


BATCHES = """
local sent, due, now, wait = {}, {}, 1000, nil
local limit = require("pulsedev.batcher").BATCH_EVENTS
local made = require("pulsedev.batcher").new({
  now = function() return now end,
  later = function(run, ms) due[#due + 1], wait = run, ms end,
  send = function(batch) sent[#sent + 1] = batch return #sent ~= 2 end,
})
local function add(at) now = at made:add(1, 7, #sent, 0, 0) end
for _, at in ipairs({ 1000, 1400, 1300, 60000, 59500, 20000 }) do add(at) end
due[#due]() due[#due]()
for _ = 1, limit do add(30000) end
local times = {}
for _, one in ipairs(sent) do
  times[#times + 1] = { one.seq, one.t0, #one.t, one.t[#one.t] }
end
return { times = times, dropped = made.dropped, limit = limit, wait = wait }
"""


def test_batches(lua: Lua) -> None:
    """Times never fall in a batch, whatever the clock does; what is not sent is counted."""
    told = lua.run(BATCHES)
    limit = told["limit"]
    expected = [[1, 1000, 3, 400], [2, 60000, 2, 0], [3, 20000, 1, 0], [4, 30000, limit, 0]]
    assert told["times"] == expected
    assert told["dropped"] == 2
    assert told["wait"] == 1000


MANY_FILES = """
local documents = require("pulsedev.documents")
local asked = 0
local observed = documents.observed(function(uri)
  asked = asked + 1
  return #uri
end, { "*.mine" })
local function ask(name)
  local buffer = vim.api.nvim_create_buf(false, false)
  vim.api.nvim_buf_set_name(buffer, name)
  local number = observed(buffer)
  vim.api.nvim_buf_delete(buffer, { force = true })
  return number
end
local first, again, mine = ask("/a.py"), ask("/a.py"), ask("/b.mine")
local before = asked
for each = 3, documents.MOST_KNOWN + 1 do ask("/" .. each) end
return {
  first = first, again = again, mine = mine == nil, before = before,
  later = ask("/a.py"), still = ask("/b.mine") == nil,
}
"""
"""Opens and closes more files than there are decisions remembered."""


def test_many_files(lua: Lua) -> None:
    """A file has its number, and an excluded one has none, also after a thousand others."""
    length = len("file:///a.py")
    assert lua.run(MANY_FILES) == {
        "first": length,
        "again": length,
        "mine": True,
        "before": 1,
        "later": length,
        "still": True,
    }


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (80, "PulseDev: Stuck. Right? :PulseDev yes, no, snooze, never or why"),
        (40, "Stuck. :PulseDev yes|no|snooze|why"),
        (30, "Stuck. :PulseDev yes|no"),
        (3, "Stu"),
        (0, ""),
    ],
)
def test_alert_fits(lua: Lua, room: int, shown: str) -> None:
    """An alert is said as fully as one line allows, as a longer one would take a key."""
    assert lua.call("words", "fitting", lua.call("words", "alert", "Stuck"), room) == shown


TYPED = {
    "mode": "i",
    "current": True,
    "changes": 1,
    "inserted": 1,
    "deleted": 0,
    "largest": 1,
    "lines": 0,
    "pasting": False,
    "choosing": False,
    "saving": False,
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Cause.TYPED),
        ({"inserted": 0, "deleted": 7, "largest": 0}, Cause.TYPED),
        ({"mode": "n", "inserted": 0, "deleted": 70, "largest": 0}, Cause.TYPED),
        ({"changes": 12, "inserted": 12}, Cause.TYPED),
        ({"changes": 90, "inserted": 90}, Cause.PASTE),
        ({"pasting": True, "inserted": 90, "largest": 90}, Cause.PASTE),
        ({"mode": "n", "inserted": 20, "largest": 20, "lines": 1}, Cause.PASTE),
        ({"mode": "n", "inserted": 4, "deleted": 9, "history": "undo"}, Cause.UNDO),
        ({"mode": "n", "history": "redo"}, Cause.REDO),
        ({"choosing": True, "inserted": 5, "deleted": 2, "largest": 5}, Cause.COMPLETION),
        ({"choosing": True}, Cause.TYPED),
        ({"inserted": 30, "largest": 30}, Cause.COMPLETION),
        ({"inserted": 300, "largest": 300, "lines": 9}, Cause.AI_EDIT),
        ({"current": False, "inserted": 300, "largest": 300, "lines": 9}, Cause.AI_EDIT),
        ({"current": False, "inserted": 9, "deleted": 9, "largest": 9}, Cause.FORMAT),
        ({"saving": True, "inserted": 9, "deleted": 9, "largest": 9}, Cause.FORMAT),
        ({"mode": "n", "changes": 5, "inserted": 9, "deleted": 9, "largest": 4}, Cause.FORMAT),
        ({"mode": "n", "changes": 5, "inserted": 0, "deleted": 9, "largest": 0}, Cause.TYPED),
        ({"mode": "n", "changes": 50, "inserted": 0, "deleted": 90, "largest": 0}, Cause.FORMAT),
        ({"mode": "n", "inserted": 90, "deleted": 90, "largest": 90, "lines": 9}, Cause.FORMAT),
    ],
)
def test_cause(lua: Lua, facts: dict[str, object], expected: Cause) -> None:
    """Who made an edit is told from lengths and the mode, and a machine's work is never typed."""
    assert lua.call("collect.cause", "of", TYPED | facts) == expected


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"exclud": []}, "there is no option exclud"),
        ({"cmd": "pulsedev serve"}, "cmd must be a list of words"),
        ({"cmd": []}, "cmd must be a list of words"),
        ({"exclude": "*.md"}, "exclude must be a list of globs"),
        ({"exclude": [3]}, "exclude must be a list of globs"),
        ({"settings": 2}, "settings must be a table"),
    ],
)
def test_options(lua: Lua, options: dict[str, object], wrong: str) -> None:
    """A wrong option is refused by name at once, and nothing is observed half."""
    tried = "return select(2, pcall(require('pulsedev').setup, ...))"
    assert wrong in lua.run(tried, options)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pytest -q", CommandClass.TEST),
        ("cd app && FORCE=1 python3 -m pytest | tee log", CommandClass.TEST),
        ("npm run test:unit", CommandClass.TEST),
        ("npm t", CommandClass.TEST),
        ("npm run dev", CommandClass.RUN),
        ("npm run build", CommandClass.BUILD),
        ("npm install", CommandClass.PACKAGES),
        ("cargo test --all", CommandClass.TEST),
        ("cargo run", CommandClass.RUN),
        ("go vet ./...", CommandClass.BUILD),
        ("uv run pytest", CommandClass.TEST),
        ("uv sync", CommandClass.PACKAGES),
        ("bash -c 'make check-test'", CommandClass.TEST),
        ("make", CommandClass.BUILD),
        ("python manage.py test", CommandClass.TEST),
        ("python app.py", CommandClass.RUN),
        ("sudo apt install x", CommandClass.PACKAGES),
        ("git push", CommandClass.VERSION_CONTROL),
        ("cd ..", CommandClass.NAVIGATION),
        ("./tool", CommandClass.OTHER),
        ("", CommandClass.OTHER),
    ],
)
def test_class(lua: Lua, line: str, expected: CommandClass) -> None:
    """A command line becomes a class, the most telling of its commands'."""
    assert lua.call("classify", "of", line)["class"] == expected


def test_watching(lua: Lua) -> None:
    """What starts again by itself is known, and so is a shell that waits for commands."""
    assert lua.call("classify", "of", "vitest --watch")["watch"]
    assert not lua.call("classify", "of", "vitest run")["watch"]
    assert lua.call("classify", "is_shell", "/bin/zsh -l")
    assert not lua.call("classify", "is_shell", "bash run-tests.sh")


def test_commits(lua: Lua) -> None:
    """Of what git prints the sizes of fresh commits are read, and of old ones nothing."""
    printed = "\x01{}\n\n 1 file changed, 2 insertions(+), 3 deletions(-)\n"
    told = lua.call("collect.git", "sizes", printed.format(1000) + printed.format(1), 1060)
    assert told == [{"added": 2, "deleted": 3, "files": 1}]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["====== 1 failed, 8 passed in 0.31s ======"], (8, 1)),
        (["2 passed, 1 error in 1.20s"], (2, 1)),
        (["....F", "Ran 5 tests in 0.001s", "", "FAILED (failures=1, errors=1)"], (3, 2)),
        (["Ran 5 tests in 0.001s", "", "OK"], (5, 0)),
        (["Tests:       1 failed, 1 skipped, 7 passed, 9 total"], (7, 1)),
        (["      Tests  2 failed | 5 passed (7)"], (5, 2)),
        (
            [
                "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
                "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
            ],
            (4, 2),
        ),
        (["7 examples, 2 failures"], (5, 2)),
        (["  6 passing (12ms)", "  2 failing"], (6, 2)),
        (
            [
                "\N{INFORMATION SOURCE} tests 4",
                "\N{INFORMATION SOURCE} pass 3",
                "\N{INFORMATION SOURCE} fail 1",
            ],
            (3, 1),
        ),
        (["--- PASS: TestA (0.00s)", "--- FAIL: TestB (0.00s)", "FAIL\tx/y\t0.01s"], (1, 1)),
        (["Test summary: total: 5, failed: 2, succeeded: 3, skipped: 0"], (3, 2)),
        (["all done in 3 s"], None),
        ([], None),
    ],
)
def test_counts(lua: Lua, lines: list[str], expected: tuple[int, int] | None) -> None:
    """A runner's last lines become two counts, and what is not understood becomes nothing."""
    found = lua.call("counts", "of", lines)
    assert (found and (found["passed"], found["failed"])) == expected
