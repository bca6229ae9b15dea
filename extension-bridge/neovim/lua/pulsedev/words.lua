--- Says in words where PulseDev stands: for the status line, the window of reasons, the messages.
--- Pure: standings and the daemon's answers come in, lines go out.

local M = {}

local STATES = {
  unknown = { word = "PulseDev", name = "Not enough is known yet" },
  neutral = { word = "Neutral", name = "Ordinary work" },
  stuck = { word = "Stuck", name = "Stuck" },
  flow = { word = "Flow", name = "In flow" },
  away = { word = "Away", name = "Away" },
  paused = { word = "Paused", name = "Paused: nothing is observed" },
}

local JUDGED = { neutral = true, stuck = true, flow = true }

local STANDINGS = {
  off = "PulseDev: off",
  starting = "PulseDev: starting",
  failed = "PulseDev: failed",
}

--- The day is told where it is not today's.
---@param at integer epoch milliseconds
---@param now integer epoch seconds
function M.clock(at, now)
  local seconds = math.floor(at / 1000)
  local today = os.date("%Y-%m-%d", seconds) == os.date("%Y-%m-%d", now)
  return os.date(today and "%H:%M" or "%Y-%m-%d, %H:%M", seconds)
end

--- A word for the status line; a question that waits for an answer adds its mark.
---@param standing pulsedev.Standing
---@param asked boolean
---@return string
function M.statusline(standing, asked)
  local word = STANDINGS[standing.is] or STATES[standing.state.state].word
  return asked and word .. "?" or word
end

---@param reason table
---@param state string
local function effect(reason, state)
  if not reason.effect or reason.effect == 0 then
    return ""
  end
  local times = math.exp(math.abs(reason.effect))
  local what = state == "flow" and "being in flow" or "being stuck"
  local form = reason.effect > 0 and " (for %s, odds × %.1f)" or " (against %s, odds ÷ %.1f)"
  return form:format(what, times)
end

--- Why: what is shown, and each reason with its weight.
---@param explained { state: string, reasons: table[] }
---@return string[]
function M.why(explained)
  local lines = { STATES[explained.state].name }
  for _, reason in ipairs(explained.reasons) do
    lines[#lines + 1] = ("- %s%s"):format(reason.label, effect(reason, explained.state))
  end
  if #explained.reasons == 0 then
    lines[2] = "A few minutes of work, saves and test runs tell more."
  end
  return lines
end

--- How things stand.
---@param status table
---@param now integer epoch seconds
---@return string[]
function M.status(status, now)
  local lines = { ("%s, since %s"):format(STATES[status.state].name, M.clock(status.since, now)) }
  if JUDGED[status.state] then
    local line = "Stuck %.0f %%, in flow %.0f %%. Model: %s."
    lines[#lines + 1] = line:format(100 * status.p_stuck, 100 * status.p_flow, status.model)
  end
  for _, remark in ipairs(status.remarks) do
    lines[#lines + 1] = "- " .. remark.label
  end
  local kept = status.store == "memory" and "counted in memory" or "kept on this machine"
  local line = "%d events from here, %s. Windows: %d."
  lines[#lines + 1] = line:format(status.events, kept, status.windows.open)
  lines[#lines + 1] = status.trouble
  lines[#lines + 1] = status.next ~= "" and ("No training now: %s."):format(status.next) or nil
  return lines
end

--- The longest of some ways to say it that fits on one line: a message that does not would stop
--- Neovim until a key is pressed, and take that key.
---@param ways string[]
---@param room integer cells
---@return string
function M.fitting(ways, room)
  for _, text in ipairs(ways) do
    if vim.fn.strdisplaywidth(text) <= room then
      return text
    end
  end
  return vim.fn.strcharpart(ways[#ways], 0, math.max(0, room))
end

--- An alert, the longest way first.
---@param title string
---@return string[]
function M.alert(title)
  return {
    ("PulseDev: %s. Right? :PulseDev yes, no, snooze, never or why"):format(title),
    ("%s. :PulseDev yes|no|snooze|why"):format(title),
    ("%s. :PulseDev yes|no"):format(title),
    title,
  }
end

--- A question, the longest way first.
---@param title string
---@param choices string[]
---@return string[]
function M.probe(title, choices)
  return {
    ("PulseDev: %s :PulseDev %s"):format(title, table.concat(choices, ", ")),
    ("%s :PulseDev …"):format(title),
    title,
  }
end

return M
