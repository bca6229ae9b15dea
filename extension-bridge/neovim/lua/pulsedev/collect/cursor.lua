--- Moves of the caret that somebody made: how far, and how much is selected.
---
--- Typing moves the caret too; that is no event. A held key makes thirty moves a second, so moves
--- are summed up: down and up again is a move of no lines.

local wire = require("pulsedev.wire")

local M = {}

--- The most often that the caret is worth an event; features look at spans of a minute and more.
local MOVES_EVERY_MS = 500

--- Characters in the visual selection, 0 without one.
---@return integer
local function selected()
  if not vim.api.nvim_get_mode().mode:find("^[vV\22]") then
    return 0
  end
  return vim.fn.wordcount().visual_chars or 0
end

function M.begin(around)
  local places = {} ---@type table<integer, { line: integer, tick: integer }> by window
  local moved, doc, more, waiting = 0, 0, false, false

  local function send()
    if more then
      around.add(wire.KIND.cursor_moved, doc, moved, selected(), wire.MOVER.keyboard)
    end
    moved, more = 0, false
  end

  local function due()
    waiting = false
    if more and around.active then
      send()
      waiting = true
      vim.defer_fn(due, MOVES_EVERY_MS)
    end
  end

  local function seen()
    local window, buffer = vim.api.nvim_get_current_win(), vim.api.nvim_get_current_buf()
    local now = around.number_of(buffer)
    if not now then
      return
    end
    local line, tick = vim.api.nvim_win_get_cursor(window)[1], vim.b[buffer].changedtick
    local before = places[window]
    places[window] = { line = line, tick = tick, buffer = buffer }
    if not before or before.buffer ~= buffer or before.tick ~= tick then
      return -- another file, or the echo of an edit
    end
    if now ~= doc then
      send()
    end
    doc, moved, more = now, moved + line - before.line, true
    if not waiting then
      send()
      waiting = true
      vim.defer_fn(due, MOVES_EVERY_MS)
    end
  end

  vim.api.nvim_create_autocmd({ "CursorMoved", "CursorMovedI" }, {
    group = around.group,
    callback = seen,
  })
  vim.api.nvim_create_autocmd("WinClosed", {
    group = around.group,
    callback = function(told)
      places[tonumber(told.match)] = nil
    end,
  })
end

return M
