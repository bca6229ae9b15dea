"""What a linter would find first in the plugin's Lua: names that nobody gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.e2e.neovim.editor import PLUGIN

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.neovim.conftest import Lua

GLOBALS = """
local code, known = ...
local found = {}
local function write(_, line)
  local set, name = line:match('%f[%u]G([GS])ET.*; "(.-)"')
  if name and (set == "S" or not vim.tbl_contains(known, name)) then found[#found + 1] = name end
end
local out = { write = write, flush = function() end, close = function() end }
require("jit.bc").dump(assert(loadstring(code)), out, true)
return found
"""
"""LuaJIT's listing of what was compiled has each global name that is read or set."""

KNOWN = [
    "assert",
    "error",
    "getmetatable",
    "ipairs",
    "loadstring",
    "math",
    "next",
    "os",
    "pairs",
    "pcall",
    "require",
    "select",
    "setmetatable",
    "string",
    "table",
    "tonumber",
    "tostring",
    "type",
    "unpack",
    "vim",
    "coroutine",
]
"""Lua's own names, and Neovim's."""


@pytest.mark.parametrize("path", sorted(PLUGIN.rglob("*.lua")), ids=lambda path: path.stem)
def test_names(lua: Lua, path: Path) -> None:
    """A module sets no global name, and reads none but Lua's and Neovim's."""
    assert lua.run(GLOBALS, path.read_text("utf-8"), KNOWN) == []


def test_a_wrong_name_is_found(lua: Lua) -> None:
    """A name that is misspelt or not local is caught."""
    code = "local right = 1\nwrong = right\nreturn function() return vim.x + rihgt end"
    assert sorted(lua.run(GLOBALS, code, KNOWN)) == ["rihgt", "wrong"]
