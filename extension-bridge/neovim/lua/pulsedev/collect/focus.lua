--- Whether Neovim has the keyboard, and how long it had not. A terminal tells that only where it
--- reports focus; tmux does with `focus-events on`.

local KIND = require("pulsedev.wire").KIND

local M = {}

function M.begin(around)
  local focused, left = true, 0
  around.add(KIND.focus_changed, 0, 1)

  local function changed(now_focused)
    if now_focused == focused then
      return
    end
    focused = now_focused
    if focused then
      local away = math.floor((vim.uv.now() - left) / 1000 + 0.5)
      around.add(KIND.focus_changed, 0, 1, away)
    else
      left = vim.uv.now()
      around.add(KIND.focus_changed, 0, 0)
      -- Another window may judge next, and needs to know what happened here.
      around.flush()
    end
  end

  vim.api.nvim_create_autocmd({ "FocusGained", "VimResume" }, {
    group = around.group,
    callback = function()
      changed(true)
    end,
  })
  vim.api.nvim_create_autocmd({ "FocusLost", "VimSuspend" }, {
    group = around.group,
    callback = function()
      changed(false)
    end,
  })
end

return M
