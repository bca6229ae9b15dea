--- PulseDev for Neovim: what you call. Nothing is observed before `setup`, which is your yes.

local documents = require("pulsedev.documents")

local M = {}

--- What can be chosen; `settings` go to the daemon as they are.
M.DEFAULTS = {
  cmd = { "pulsedev", "serve" },
  exclude = {},
  settings = {},
}

local prepared = false

---@param value any
---@return boolean
local function is_words(value)
  return vim.islist(value)
    and vim.iter(value):all(function(word)
      return type(word) == "string" and word ~= ""
    end)
end

--- Refuse what would fail only when it is used, or silently not be heeded.
---@type table<string, fun(value: any): string?>
local WRONG = {
  cmd = function(words)
    local fits = is_words(words) and words[1]
    return not fits and 'a list of words, like { "pulsedev", "serve" }' or nil
  end,
  exclude = function(globs)
    local fits = is_words(globs) and vim.iter(globs):all(documents.is_glob)
    return not fits and 'a list of globs, like { "*.private" }' or nil
  end,
  settings = function(settings)
    return type(settings) ~= "table" and "a table, like { alertsPerDay = 1 }" or nil
  end,
}

---@param options table
local function check(options)
  for name, value in pairs(options) do
    if not WRONG[name] then
      error(("pulsedev: there is no option %s; see :help pulsedev-options"):format(name), 0)
    end
    local wanted = WRONG[name](value)
    if wanted then
      error(("pulsedev: %s must be %s"):format(name, wanted), 0)
    end
  end
end

--- Agree to be observed, with these options, and begin.
---@param options { cmd: string[]?, exclude: string[]?, settings: table? }?
function M.setup(options)
  check(options or {})
  local session, alerts = require("pulsedev.session"), require("pulsedev.alerts")
  local show = require("pulsedev.show")
  session.stop()
  session.prepare(vim.tbl_extend("force", M.DEFAULTS, options or {}), {
    alert = alerts.alert,
    probe = alerts.probe,
    over = alerts.forget,
    message = show.fail,
    failed = function(why)
      show.fail(why, "see :checkhealth pulsedev")
    end,
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
