--- PulseDev for Neovim: what you call. Nothing is observed before `setup`, which is your yes.

local M = {}

--- What can be chosen; `settings` go to the daemon as they are.
local DEFAULTS = {
  cmd = { "pulsedev", "serve" },
  exclude = {},
  settings = {},
}

local prepared = false

---@param options table
local function check(options)
  for name, value in pairs(options) do
    local default = DEFAULTS[name]
    assert(default, ("pulsedev: there is no option %s"):format(name))
    local fits = type(value) == "table" and (next(default) == nil or vim.islist(value))
    assert(fits, ("pulsedev: %s must be a table"):format(name))
  end
end

--- Agree to be observed, with these options, and begin.
---@param options { cmd: string[]?, exclude: string[]?, settings: table? }?
function M.setup(options)
  local session, alerts = require("pulsedev.session"), require("pulsedev.alerts")
  check(options or {})
  session.stop()
  session.prepare(vim.tbl_extend("force", DEFAULTS, options or {}), {
    alert = alerts.alert,
    probe = alerts.probe,
    over = alerts.forget,
    message = require("pulsedev.show").fail,
  })
  alerts.watch(session.since_edit)
  prepared = true
  vim.api.nvim_create_autocmd("VimLeavePre", {
    group = vim.api.nvim_create_augroup("pulsedev.leave", { clear = true }),
    callback = session.stop,
  })
  session.start()
end

--- Begin, again or for the first time.
function M.start()
  if prepared then
    require("pulsedev.session").start()
  else
    M.setup()
  end
end

--- A word for the status line: the state, or why there is none. A question mark says that an
--- alert or a question waits for an answer.
---@return string
function M.statusline()
  local standing = require("pulsedev.session").standing
  return require("pulsedev.words").statusline(standing, require("pulsedev.alerts").asked())
end

return M
