--- Scrolling, summed up: where the view stands, and how many lines it moved on the way.

local KIND = require("pulsedev.wire").KIND

local M = {}

--- A wheel makes dozens of moves a second; one event tells them all, after this.
local SCROLLS_EVERY_MS = 500

function M.begin(around)
  local doc, first, moved, edited = 0, 0, 0, nil

  local function send()
    if moved > 0 and around.active then
      around.add(KIND.view_scrolled, doc, first, moved)
    end
    moved = 0
  end

  -- Typing at the lower edge moves the view as well, in the same turn of the loop.
  vim.api.nvim_create_autocmd({ "TextChanged", "TextChangedI", "TextChangedP" }, {
    group = around.group,
    callback = function(told)
      edited = told.buf
      vim.schedule(function()
        edited = nil
      end)
    end,
  })
  vim.api.nvim_create_autocmd("WinScrolled", {
    group = around.group,
    callback = function()
      local window, buffer = vim.api.nvim_get_current_win(), vim.api.nvim_get_current_buf()
      local change = vim.v.event[tostring(window)]
      local number = around.number_of(buffer)
      if not change or change.topline == 0 or not number or edited == buffer then
        return
      end
      if number ~= doc then
        send()
      end
      if moved == 0 then
        vim.defer_fn(send, SCROLLS_EVERY_MS)
      end
      doc, first = number, vim.fn.line("w0", window) - 1
      moved = moved + math.abs(change.topline)
    end,
  })
end

return M
