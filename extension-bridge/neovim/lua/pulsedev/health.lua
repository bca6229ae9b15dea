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

local function check_daemon(command)
  if vim.fn.executable(command[1]) == 0 then
    vim.health.error(("%s is not on the PATH"):format(command[1]), {
      "Install the daemon: python3 -m pip install . in PulseDev's folder",
      "Or name it: require('pulsedev').setup({ cmd = { '/path/to/pulsedev', 'serve' } })",
    })
    return
  end
  local asked = {}
  for _, word in ipairs(command) do
    if word == "serve" then
      break
    end
    asked[#asked + 1] = word
  end
  local version = output(vim.list_extend(asked, { "--version" }))
  if version then
    vim.health.ok(("daemon: %s"):format(version))
  else
    vim.health.error("the daemon does not tell its version", { "Run it with --version by hand" })
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
  if not session.options then
    vim.health.warn("nothing is observed yet", { "Call require('pulsedev').setup()" })
  end
  check_daemon((session.options or { cmd = { "pulsedev", "serve" } }).cmd)
  local standing = session.standing
  if standing.is == "running" then
    vim.health.ok(("running; the state is %s"):format(standing.state.state))
  elseif standing.is == "failed" then
    vim.health.error(standing.why, { ":PulseDev start tries again" })
  else
    vim.health.info(("standing: %s"):format(standing.is))
  end
  if session.lost > 0 then
    vim.health.warn(("%d events did not reach the daemon"):format(session.lost))
  end
  check_focus()
end

return M
