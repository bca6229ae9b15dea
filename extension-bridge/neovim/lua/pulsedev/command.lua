--- `:PulseDev`: what the user can ask for, each a word.

local alerts = require("pulsedev.alerts")
local session = require("pulsedev.session")
local show = require("pulsedev.show")
local words = require("pulsedev.words")

local M = {}

--- Ask the daemon, and show its answer or why there is none.
---@param method string
---@param params table?
---@param shown fun(result: table)
local function ask(method, params, shown)
  session.request(method, params, function(why, result)
    if why then
      show.fail(why)
    else
      shown(result)
    end
  end)
end

---@param word string?
---@return table? params, string? why
local function minutes(word)
  if not word then
    return nil, nil
  end
  local number = tonumber(word)
  if not number or number <= 0 then
    return nil, "give minutes, like :PulseDev pause 30"
  end
  return { minutes = number }
end

--- A command that takes minutes; what came of it is said.
local function timed(method, said)
  return function(word)
    local params, why = minutes(word)
    if why then
      show.fail(why)
      return
    end
    ask(method, params, function(result)
      local till = result["until"]
      show.say(said:format(till and words.clock(till, os.time()) or "you resume"))
    end)
  end
end

---@param said string what people say of themselves
local function label(said)
  return function()
    if alerts.tell(said) then
      show.say("PulseDev: noted, thank you.")
      return
    end
    ask("pulsedev/label", { state = said, source = "button" }, function()
      show.say("PulseDev: noted.")
    end)
  end
end

---@param action string what an alert is answered with
---@param said string
local function react(action, said)
  return function()
    local alert = alerts.react(action)
    if not alert then
      show.fail("there is no alert to answer")
    elseif action == "right" and #alert.suggestions > 0 then
      show.lines(vim.list_extend(
        { "What may help:" },
        vim.tbl_map(function(one)
          return "- " .. one
        end, alert.suggestions)
      ))
    else
      show.say("PulseDev: " .. said)
    end
  end
end

---@type table<string, fun(word: string?)>
local COMMANDS = {
  status = function()
    if session.standing.is ~= "running" then
      show.say(session.standing.why or words.statusline(session.standing, false))
      return
    end
    ask("pulsedev/status", nil, function(status)
      show.lines(words.status(status, os.time()))
    end)
  end,
  why = function()
    ask("pulsedev/explain", nil, function(explained)
      show.lines(words.why(explained))
    end)
  end,
  stuck = label("stuck"),
  progress = label("progress"),
  flow = label("flow"),
  interrupted = label("interrupted"),
  yes = react("right", "noted, thank you."),
  no = react("wrong", "noted; it will be more careful."),
  never = react("never", "alerts are off from now on."),
  snooze = function(word)
    if alerts.react("snooze") and not word then
      show.say("PulseDev: no alerts for an hour.")
      return
    end
    timed("pulsedev/snooze", "PulseDev: no alerts until %s.")(word)
  end,
  pause = timed("pulsedev/pause", "PulseDev: paused until %s."),
  resume = function()
    ask("pulsedev/resume", nil, function()
      show.say("PulseDev: observing again.")
    end)
  end,
  start = function()
    require("pulsedev").start()
  end,
  stop = function()
    session.stop()
    show.say("PulseDev: off; nothing is observed.")
  end,
}

--- Carry out a command line; alone it asks how things stand.
---@param given string[]
function M.run(given)
  local command = COMMANDS[given[1] or "status"]
  if command then
    command(given[2])
  else
    show.fail(("there is no :PulseDev %s; <Tab> or :help :PulseDev tells"):format(given[1]))
  end
end

---@return string[]
function M.names()
  local names = vim.tbl_keys(COMMANDS)
  table.sort(names)
  return names
end

--- Complete the first word; minutes are the user's own.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  if line:match("^%s*%S+%s+%S+%s") then
    return {}
  end
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, M.names())
end

return M
