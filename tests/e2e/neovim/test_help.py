"""The plugin's help says what the plugin has, in the form in which Neovim finds it."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.e2e.neovim.editor import PLUGIN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.neovim.conftest import Lua

HELP = PLUGIN / "doc" / "pulsedev.txt"
WIDTH = 78
"""Columns of a help file, as its last line says."""

OPENED = """
local folder, lost = ..., {}
vim.opt.runtimepath:prepend(folder)
vim.cmd.helptags(folder .. "/doc")
for _, tag in ipairs(select(2, ...)) do
  if not pcall(vim.cmd.help, tag) then lost[#lost + 1] = tag end
end
return lost
"""


FUNCTIONS = """
return vim.tbl_filter(function(name)
  return type(require("pulsedev")[name]) == "function"
end, vim.tbl_keys(require("pulsedev")))
"""


def marked(mark: str) -> list[str]:
    """Return what stands between two marks, such as a tag between stars."""
    text = re.sub(r"^ {4,}[^|*\n]*\n", "", HELP.read_text("utf-8"), flags=re.MULTILINE)
    return re.findall(rf"(?<!\S){mark}([^\s*|]+){mark}", text)


def test_each_link_leads_somewhere(lua: Lua, tmp_path: Path) -> None:
    """Neovim makes tags of the help without an error, and finds each link of it and each tag."""
    shutil.copytree(PLUGIN / "doc", tmp_path / "doc")
    links, tags = marked(r"\|"), marked(r"\*")
    assert len(links) > len(tags) / 2
    assert lua.run(OPENED, str(tmp_path), ["pulsedev", *links, *tags]) == []


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("pulsedev-option-{}", 'return vim.tbl_keys(require("pulsedev").DEFAULTS)'),
        (":PulseDev-{}", 'return require("pulsedev.command").names()'),
        ("pulsedev.{}()", FUNCTIONS),
    ],
    ids=["options", "commands", "functions"],
)
def test_all_is_told(lua: Lua, tag: str, code: str) -> None:
    """Each option, command and function has a place in the help, and nothing else has one."""
    begin, end = tag.split("{}")
    told = {one for one in marked(r"\*") if one.startswith(begin) and one.endswith(end)}
    told -= {"pulsedev.txt"}
    assert told == {tag.format(name) for name in lua.run(code)}


def test_the_page_is_narrow() -> None:
    """No line is wider than a help window."""
    lines = HELP.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > WIDTH] == []
