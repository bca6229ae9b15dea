--- Shows the daemon's alerts and questions as messages, and hands back what the user said.
---
--- The daemon decides when to speak. A message takes no key: it is one line, held back while keys
--- come, and answered by a command whenever the user likes.

local show = require("pulsedev.show")
local words = require("pulsedev.words")

local M = {}

--- Without an edit for so long, the keys rest.
local REST_MS = 2000

--- How often it is asked whether they do.
local LOOK_MS = 250

--- A question that nobody answered by then is about a moment long past.
local WAIT_MS = 600000

---@type { kind: "alert"|"probe", asked: table, answer: fun(result: table?) }?
local open

---@type fun(): boolean
local at_rest = function()
  return true
end

--- Answer what is open, if it is of this kind.
---@param kind "alert"|"probe"
---@param result table?
---@return table? asked
local function answer(kind, result)
  if not open or open.kind ~= kind then
    return nil
  end
  local one = open
  open = nil
  vim.cmd.redrawstatus({ bang = true })
  one.answer(result)
  return one.asked
end

--- Show it once the keys rest, unless it was followed by another meanwhile.
local function when_quiet(one, ways)
  local mode = vim.api.nvim_get_mode()
  -- A message over a command line that is being typed would hide it.
  if mode.blocking or mode.mode:find("^[cr!]") or not at_rest() then
    vim.defer_fn(function()
      if open == one then
        when_quiet(one, ways)
      end
    end, LOOK_MS)
    return
  end
  show.say(ways)
end

local function ask(kind, asked, reply, ways)
  M.forget()
  local one = { kind = kind, asked = asked, answer = reply }
  open = one
  vim.cmd.redrawstatus({ bang = true })
  when_quiet(one, ways)
  vim.defer_fn(function()
    if open == one then
      M.forget()
    end
  end, WAIT_MS)
end

--- Nobody answers what is open.
function M.forget()
  answer(open and open.kind or "alert", nil)
end

--- Say what the alert is to be answered with: `right`, `wrong`, `snooze` or `never`.
---@param action string
---@return table? alert
function M.react(action)
  return answer("alert", { action = action })
end

--- Say how it goes, if that was asked.
---@param said string
---@return boolean
function M.tell(said)
  return answer("probe", { state = said }) ~= nil
end

--- Whether something waits for an answer.
---@return boolean
function M.asked()
  return open ~= nil
end

--- Learn how it is known whether the keys rest.
---@param since_edit fun(): integer milliseconds since the last edit
function M.watch(since_edit)
  at_rest = function()
    return since_edit() >= REST_MS
  end
end

---@param alert table
---@param reply fun(result: table?)
function M.alert(alert, reply)
  ask("alert", alert, reply, words.alert(alert.title))
end

---@param probe table
---@param reply fun(result: table?)
function M.probe(probe, reply)
  ask("probe", probe, reply, words.probe(probe.title, probe.choices))
end

return M
