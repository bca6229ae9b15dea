--- Who or what made an edit, from a few facts: lengths, the mode, and where in the undo tree it is.
---
--- The rule: what may be a machine's work is never called typed, as it would count as effort. Pure,
--- so each case is a line of a test; no text is among the facts.

local CAUSE = require("pulsedev.wire").CAUSE

local M = {}

--- Bytes that one key gives at most: a tab of spaces, or a composed character.
local KEY_BYTES = 8

--- Bytes that come within one turn of Neovim's loop: nobody types them, a register does.
local BURST_BYTES = 32

--- More separate changes within one turn are those of one command: `:g`, or a macro.
local MOST_CHANGES = 8

--- A replacement of at most so many bytes in a file that nobody looks at is a rename.
local RENAMED_BYTES = 100

---@class pulsedev.Edit what happened to a buffer within one turn of the loop
---@field mode string Neovim's mode when it began
---@field current boolean whether the buffer is the one being edited
---@field changes integer separate changes
---@field inserted integer bytes
---@field deleted integer bytes
---@field largest integer bytes of the largest single insertion
---@field lines integer line breaks of the insertion that has most, one with only an indent aside
---@field pasting boolean whether the terminal pastes
---@field choosing boolean whether a menu of completions was open, or an item of it just taken
---@field saving boolean whether the buffer is being saved
---@field history "undo"|"redo"|nil where the undo tree went

---@param edit pulsedev.Edit
local function elsewhere(edit)
  local large = edit.lines > 0 or edit.inserted + edit.deleted > RENAMED_BYTES * edit.changes
  return large and CAUSE.ai_edit or CAUSE.format
end

---@param edit pulsedev.Edit
local function inserting(edit)
  if edit.choosing and edit.inserted > 1 then
    return CAUSE.completion
  end
  if edit.lines > 0 then
    return CAUSE.ai_edit
  end
  if edit.largest > KEY_BYTES then
    return CAUSE.completion
  end
  return edit.inserted > BURST_BYTES and CAUSE.paste or CAUSE.typed
end

---@param edit pulsedev.Edit
local function commanding(edit)
  local replaced = edit.inserted > 0 and edit.deleted > 0
  if replaced and (edit.changes > 1 or edit.largest > BURST_BYTES) then
    return CAUSE.format
  end
  if edit.changes > MOST_CHANGES then
    return CAUSE.format
  end
  local put = edit.deleted == 0 and (edit.lines > 0 or edit.largest > KEY_BYTES)
  return put and CAUSE.paste or CAUSE.typed
end

---@param edit pulsedev.Edit
---@return integer
function M.of(edit)
  if edit.saving then
    return CAUSE.format
  end
  if edit.history then
    return CAUSE[edit.history]
  end
  if not edit.current then
    return elsewhere(edit)
  end
  if edit.pasting then
    return CAUSE.paste
  end
  if edit.mode:find("^[iR]") then
    return inserting(edit)
  end
  return commanding(edit)
end

return M
