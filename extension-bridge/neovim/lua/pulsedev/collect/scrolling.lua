--- Scrolling, summed up: where the view stands, and how many lines it moved on the way.

local KIND = require("pulsedev.wire").KIND

local M = {}

--- A wheel makes dozens of moves a second; one event tells them all, after this.
local SCROLLS_EVERY_MS = 500

function M.begin(around)
  local doc, first, moved, tick = 0, 0, 0, {}

  local function send()
    if moved > 0 and around.active then
      around.add(KIND.view_scrolled, doc, first, moved)
    end
    moved = 0
  end

  vim.api.nvim_create_autocmd("WinScrolled", {
    group = around.group,
    callback = function()
      local window, buffer = vim.api.nvim_get_current_win(), vim.api.nvim_get_current_buf()
      local change = vim.v.event[tostring(window)]
      local number, now = around.number_of(buffer), vim.b[buffer].changedtick
      -- Typing at the lower edge moves the view as well.
      local by_hand = tick[buffer] == nil or tick[buffer] == now
      tick[buffer] = now
      if not change or change.topline == 0 or not number or not by_hand then
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
