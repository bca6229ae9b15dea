--- Edits of observed buffers: how many bytes came and went, and by whom.
---
--- Neovim hands over lengths and places, and no text is asked for. What happens to a buffer within
--- one turn of the loop is one event; who made it is judged right after, when the undo tree knows.

local cause = require("pulsedev.collect.cause")
local wire = require("pulsedev.wire")

local M = {}

--- A completion that was taken may be finished by its language server a moment later.
local TAKEN_MS = 200

--- Whether Neovim puts in what a completion offers.
---@return boolean
local function completing()
  local mode = vim.api.nvim_get_mode().mode
  return mode:find("^[iR][cx]") ~= nil or vim.fn.pumvisible() == 1
end

---@return integer bytes
local function size_of(buffer)
  return math.max(0, vim.api.nvim_buf_get_offset(buffer, vim.api.nvim_buf_line_count(buffer)))
end

function M.begin(around)
  local watched, waiting = {}, {}
  local saving, pasting, taken_at = nil, false, -TAKEN_MS

  --- Note where the undo tree of the current buffer stands.
  local function note_history(buffer)
    local one = watched[buffer]
    if not one or buffer ~= vim.api.nvim_get_current_buf() then
      return
    end
    one.at = vim.fn.changenr()
    -- The tree is asked for once a buffer, as each change of a long day is made a table for that.
    one.newest = math.max(one.at, one.newest or vim.fn.undotree().seq_last)
  end

  local function settle(buffer)
    local edit, one = waiting[buffer], watched[buffer]
    waiting[buffer] = nil
    if not edit or not one or not around.active then
      return
    end
    if edit.current and buffer == vim.api.nvim_get_current_buf() then
      local at = vim.fn.changenr()
      if not edit.mode:find("^[iR]") and at ~= one.at and at <= (one.newest or 0) then
        edit.history = at < one.at and "undo" or "redo"
      end
      one.at, one.newest = at, math.max(at, one.newest or at)
    end
    edit.choosing = edit.choosing or vim.uv.now() - taken_at < TAKEN_MS
    local doc = around.number_of(buffer)
    if doc then
      local why = edit.reloaded and wire.CAUSE.other_program or cause.of(edit)
      around.add(wire.KIND.file_modified, doc, edit.inserted, edit.deleted, why)
      if why == wire.CAUSE.ai_edit and edit.current then
        -- Text that came at the caret was offered there and taken; an agent writes elsewhere.
        around.add(wire.KIND.suggestion, doc, wire.SUGGESTION.accepted, edit.inserted)
      end
    end
  end

  ---@return pulsedev.Edit
  local function begun(buffer)
    local edit = {
      mode = vim.api.nvim_get_mode().mode,
      current = buffer == vim.api.nvim_get_current_buf(),
      changes = 0,
      inserted = 0,
      deleted = 0,
      largest = 0,
      lines = 0,
      pasting = pasting,
      choosing = false,
      saving = saving == buffer,
    }
    waiting[buffer] = edit
    vim.schedule(function()
      settle(buffer)
    end)
    return edit
  end

  local function on_bytes(_, buffer, _, _, _, _, _, _, deleted, rows, column, inserted)
    if not around.active then
      return true -- which ends the watching
    end
    local edit, one, whole = waiting[buffer] or begun(buffer), watched[buffer], inserted
    edit.changes = edit.changes + 1
    edit.inserted, edit.deleted = edit.inserted + inserted, edit.deleted + deleted
    edit.pasting = edit.pasting or pasting
    edit.choosing = edit.choosing or completing()
    if rows == 1 and inserted == 1 + column then
      rows, inserted = 0, 1 -- a line break with its indent is one key
    end
    edit.largest, edit.lines = math.max(edit.largest, inserted), math.max(edit.lines, rows)
    one.size = one.size + whole - deleted
  end

  local function on_reload(_, buffer)
    vim.schedule(function()
      local one = watched[buffer]
      if not one or not around.active or not vim.api.nvim_buf_is_loaded(buffer) then
        return
      end
      local grown = size_of(buffer) - one.size
      local inserted, deleted = math.max(0, grown), math.max(0, -grown)
      waiting[buffer] = { reloaded = true, inserted = inserted, deleted = deleted }
      settle(buffer)
      note_history(buffer)
      one.size = size_of(buffer)
    end)
  end

  local function watch(buffer)
    local loaded = vim.api.nvim_buf_is_loaded(buffer)
    if watched[buffer] or not loaded or not around.number_of(buffer) then
      return
    end
    local attached = vim.api.nvim_buf_attach(buffer, false, {
      on_bytes = on_bytes,
      on_reload = on_reload,
      on_detach = function()
        watched[buffer], waiting[buffer] = nil, nil
      end,
    })
    if attached then
      watched[buffer] = { size = size_of(buffer), at = 0 }
      note_history(buffer)
    end
  end

  around.on_buffer({ "BufReadPost", "BufNewFile", "BufFilePost" }, watch)
  around.on_buffer("BufEnter", function(buffer)
    watch(buffer)
    note_history(buffer)
  end)
  around.on_buffer("BufWritePre", function(buffer)
    saving = buffer
    -- A save that was given up has no end of its own; then the person is at it again.
    vim.api.nvim_create_autocmd("SafeState", {
      group = around.group,
      once = true,
      callback = function()
        saving = nil
      end,
    })
  end)
  around.on_buffer("BufWritePost", function(buffer)
    settle(buffer) -- what was made of it on the way comes before the save
    saving = nil
  end)
  around.on_buffer("CompleteDone", function()
    if next(vim.v.completed_item) then
      taken_at = vim.uv.now()
    end
  end)

  -- Neovim's own place to know of pastes: what is pasted is handed on and not looked at.
  local paste = vim.paste
  local function wrapped(...)
    pasting = true
    local fine, result = pcall(paste, ...)
    pasting = false
    if not fine then
      error(result, 0)
    end
    return result
  end
  vim.paste = wrapped
  table.insert(around.endings, function()
    if vim.paste == wrapped then
      vim.paste = paste
    end
  end)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    watch(buffer)
  end
end

return M
