--- Files that are opened, switched to, saved and closed.

local KIND = require("pulsedev.wire").KIND
local language = require("pulsedev.languages")

local M = {}

local OPENED, SWITCHED = 0, 1

function M.begin(around)
  local open, shown = {}, nil

  local function show(buffer)
    local doc = buffer == vim.api.nvim_get_current_buf() and around.number_of(buffer)
    if not doc or doc == shown then
      return
    end
    local how = open[doc] and SWITCHED or OPENED
    shown, open[doc] = doc, true
    local lines = vim.api.nvim_buf_line_count(buffer)
    around.add(KIND.file_opened, doc, lines, language(vim.bo[buffer].filetype), how)
  end

  around.on_buffer("BufEnter", function(buffer)
    -- A file that is being read enters before its filetype is known.
    vim.schedule(function()
      show(buffer)
    end)
  end)
  around.on_buffer("BufFilePost", show) -- `:saveas`, `:file`: another file, without entering it
  around.on_buffer("BufWritePost", function(buffer)
    local doc = around.number_of(buffer)
    -- A part of it, a copy elsewhere, and what failed leave it as modified as it was.
    if doc and not vim.bo[buffer].modified then
      around.add(KIND.file_saved, doc, vim.api.nvim_buf_line_count(buffer))
    end
  end)
  around.on_buffer({ "BufDelete", "BufWipeout" }, function(buffer)
    local doc = around.number_of(buffer)
    if doc and open[doc] then
      open[doc], shown = nil, shown ~= doc and shown or nil
      around.add(KIND.file_closed, doc)
    end
  end)
  show(vim.api.nvim_get_current_buf())
end

return M
