--- Shows lines: one as a message that never stops Neovim, several in a small window.

local words = require("pulsedev.words")

local M = {}

--- Cells that the window leaves free on each side, besides its border.
local MARGIN = 1

--- Rows that it leaves free besides its border: the top one, the status line, the messages.
local ROWS_LEFT = 3

--- Show one of some ways to say something, the longest that fits.
---@param ways string[]|string
---@param level integer?
function M.say(ways, level)
  local text = words.fitting(type(ways) == "table" and ways or { ways }, vim.v.echospace)
  vim.notify(text, level or vim.log.levels.INFO, { title = "PulseDev" })
end

--- Say what went wrong, whole, as far as it fits, and what to do sooner than why.
---@param why string
---@param advice string?
function M.fail(why, advice)
  -- The daemon names itself for editors that show its messages as they are.
  why = why:gsub("^pulsedev: ", "")
  local ways = { "PulseDev: " .. why }
  if advice then
    ways = { ("PulseDev: %s; %s"):format(why, advice), "PulseDev: " .. advice, advice }
  end
  M.say(ways, vim.log.levels.WARN)
end

--- How wide the lines are, and how much of Neovim they may take.
---@param lines string[]
---@return vim.api.keyset.win_config
local function placed(lines)
  local width = 1
  for _, line in ipairs(lines) do
    width = math.max(width, vim.api.nvim_strwidth(line))
  end
  width = math.min(width, math.max(1, vim.o.columns - 2 * MARGIN - 2))
  return {
    relative = "editor",
    row = 1,
    col = math.max(0, math.floor((vim.o.columns - width - 2) / 2)),
    width = width,
    height = math.max(1, vim.o.lines - vim.o.cmdheight - ROWS_LEFT - 2),
  }
end

--- Make the window as large as its lines are at Neovim's present size.
---@param window integer
---@param lines string[]
local function fit(window, lines)
  local place = placed(lines)
  vim.api.nvim_win_set_config(window, place)
  local rows = vim.api.nvim_win_text_height(window, {}).all
  vim.api.nvim_win_set_height(window, math.min(rows, place.height))
end

--- Show lines in a window that `q` and `<Esc>` close, and leaving it too.
---@param lines string[]
---@return integer window
function M.lines(lines)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].bufhidden = "wipe"
  local window = vim.api.nvim_open_win(
    buffer,
    true,
    vim.tbl_extend("error", placed(lines), {
      style = "minimal",
      border = "rounded",
      title = " PulseDev ",
    })
  )
  vim.wo[window].wrap = true
  vim.wo[window].linebreak = true
  vim.wo[window].smoothscroll = true
  fit(window, lines)
  local function close()
    if vim.api.nvim_win_is_valid(window) then
      vim.api.nvim_win_close(window, true)
    end
  end
  for _, key in ipairs({ "q", "<Esc>" }) do
    vim.keymap.set("n", key, close, { buffer = buffer, nowait = true })
  end
  vim.api.nvim_create_autocmd("WinLeave", { buffer = buffer, once = true, callback = close })
  local resized = vim.api.nvim_create_autocmd("VimResized", {
    callback = function()
      fit(window, lines)
    end,
  })
  vim.api.nvim_create_autocmd("BufWipeout", {
    buffer = buffer,
    callback = function()
      vim.api.nvim_del_autocmd(resized)
    end,
  })
  return window
end

return M
