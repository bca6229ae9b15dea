--- Shows lines: one as a message that never stops Neovim, several in a small window.

local words = require("pulsedev.words")

local M = {}

--- Cells that the window leaves free on each side.
local MARGIN = 4

--- Show one of some ways to say something, the longest that fits.
---@param ways string[]|string
---@param level integer?
function M.say(ways, level)
  local text = words.fitting(type(ways) == "table" and ways or { ways }, vim.v.echospace)
  vim.notify(text, level or vim.log.levels.INFO, { title = "PulseDev" })
end

--- Say what went wrong, whole, as far as it fits.
---@param why string
function M.fail(why)
  M.say("PulseDev: " .. why, vim.log.levels.WARN)
end

--- Show lines in a window that `q` and `<Esc>` close, and leaving it too.
---@param lines string[]
---@return integer window
function M.lines(lines)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = "wipe"
  local width = 1
  for _, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line))
  end
  width = math.min(width, math.max(1, vim.o.columns - 2 * MARGIN))
  local window = vim.api.nvim_open_win(buffer, true, {
    relative = "editor",
    row = 1,
    col = math.max(0, math.floor((vim.o.columns - width) / 2)),
    width = width,
    height = math.max(1, math.min(#lines, vim.o.lines - 2 * MARGIN)),
    style = "minimal",
    border = "rounded",
    title = " PulseDev ",
  })
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  vim.api.nvim_win_set_height(window, math.min(
    vim.api.nvim_win_text_height(window, {}).all,
    math.max(1, vim.o.lines - 2 * MARGIN)
  ))
  local function close()
    if vim.api.nvim_win_is_valid(window) then
      vim.api.nvim_win_close(window, true)
    end
  end
  for _, key in ipairs({ "q", "<Esc>" }) do
    vim.keymap.set("n", key, close, { buffer = buffer, nowait = true })
  end
  vim.api.nvim_create_autocmd("WinLeave", { buffer = buffer, once = true, callback = close })
  return window
end

return M
