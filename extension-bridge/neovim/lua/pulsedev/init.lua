--- PulseDev for Neovim: what you call. Nothing is observed before `setup`, which is your yes.

local M = {}

--- What can be chosen; `settings` go to the daemon as they are.
local DEFAULTS = {
  cmd = { "pulsedev", "serve" },
  exclude = {},
  settings = {},
}

local function check(options)
  vim.validate("cmd", options.cmd, vim.islist, "a list of words")
  vim.validate("exclude", options.exclude, vim.islist, "a list of globs")
  vim.validate("settings", options.settings, "table")
  for name in pairs(options) do
    assert(DEFAULTS[name], ("pulsedev: there is no option %s"):format(name))
  end
end

--- Agree to be observed, with these options, and begin.
---@param options { cmd: string[]?, exclude: string[]?, settings: table? }?
function M.setup(options)
  local session = require("pulsedev.session")
  local chosen = vim.tbl_extend("force", DEFAULTS, options or {})
  check(chosen)
  session.stop()
  session.prepare(chosen, require("pulsedev.alerts").handlers)
  vim.api.nvim_create_autocmd("VimLeavePre", {
    group = vim.api.nvim_create_augroup("pulsedev.leave", { clear = true }),
    callback = session.stop,
  })
  session.start()
end

--- One word for the status line: the state, or why there is none.
---@return string
function M.statusline()
  return require("pulsedev.words").statusline(require("pulsedev.session").standing)
end

return M
