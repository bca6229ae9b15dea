--- `:checkhealth pulsedev`: what is missing, and how to mend it.

local M = {}

--- Milliseconds that a program gets to answer.
local PATIENCE_MS = 10000

---@param command string[]
---@return string? output its first line, or nil where it failed
local function output(command)
  local fine, run = pcall(function()
    return vim.system(command, { text = true, timeout = PATIENCE_MS }):wait()
  end)
  return fine and run.code == 0 and vim.split(run.stdout, "\n")[1] or nil
end

---@param command string[]
---@return boolean there
local function check_daemon(command)
  local missing = require("pulsedev.daemon").missing(command[1])
  if missing then
    vim.health.error(missing, {
      "Install the daemon: python3 -m pip install . in PulseDev's folder",
      "Or name it: require('pulsedev').setup({ cmd = { '/path/to/pulsedev', 'serve' } })",
      "Then :PulseDev start",
    })
    return false
  end
  local asked = {}
  for _, word in ipairs(command) do
    if word == "serve" then
      break
    end
    asked[#asked + 1] = word
  end
  asked[#asked + 1] = "--version"
  local version = output(asked)
  if version then
    vim.health.ok(("daemon: %s"):format(version))
  else
    vim.health.error("the daemon does not tell its version", {
      ("Run `%s` in a terminal: it says why"):format(table.concat(asked, " ")),
    })
  end
  return true
end

--- Where this Neovim's own daemon stands.
---@param standing pulsedev.Standing
---@param command string[]
local function check_standing(standing, command)
  if standing.is == "running" then
    vim.health.ok(("running; the state is %s"):format(standing.state.state))
  elseif standing.is == "failed" then
    vim.health.error(standing.why, {
      ("Run `%s` in a terminal, which says why it ends; `pulsedev doctor` says more"):format(
        table.concat(command, " ")
      ),
      "Where they speak different protocols, take daemon and plugin from the same PulseDev",
      "Then :PulseDev start",
    })
  elseif standing.is == "starting" then
    vim.health.warn("the daemon has not answered yet", { "Look again in a few seconds" })
  else
    vim.health.warn("off: nothing is observed", { ":PulseDev start begins" })
  end
end

local function check_focus()
  if not vim.env.TMUX then
    vim.health.ok("focus: told by the terminal, where it can")
  elseif output({ "tmux", "show-options", "-gv", "focus-events" }) == "on" then
    vim.health.ok("focus: tmux passes it on")
  else
    vim.health.warn("tmux does not tell Neovim of its focus", {
      "Add `set -g focus-events on` to tmux.conf, so that time away does not count as thinking",
    })
  end
end

function M.check()
  local session = require("pulsedev.session")
  vim.health.start("PulseDev")
  if vim.fn.has("nvim-0.10") == 1 then
    vim.health.ok("Neovim is new enough")
  else
    vim.health.error("Neovim 0.10 or newer is needed")
    return
  end
  local command = (session.options or require("pulsedev").DEFAULTS).cmd
  local there = check_daemon(command)
  if not session.options then
    vim.health.warn("nothing is observed before you agree", { "Call require('pulsedev').setup()" })
  elseif there then
    check_standing(session.standing, command)
  end
  if session.lost > 0 then
    vim.health.warn(("%d events did not reach the daemon"):format(session.lost))
  end
  check_focus()
end

return M
