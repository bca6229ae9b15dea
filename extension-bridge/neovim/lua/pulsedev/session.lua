--- Owns the daemon of this Neovim: starts and ends it, observes for it, and starts it again.

local batcher = require("pulsedev.batcher")
local daemons = require("pulsedev.daemon")
local documents = require("pulsedev.documents")
local numbers = require("pulsedev.numbers")
local KIND = require("pulsedev.wire").KIND

local M = {}

--- Begun in this order: an edit is known before the caret's move that it causes, and before the
--- save that it was made for.
local COLLECTORS = {
  "focus",
  "edits",
  "files",
  "cursor",
  "scrolling",
  "diagnostics",
  "runs",
  "searches",
  "git",
}

--- A daemon that ended unasked is started again, but not more often than this: then it is broken.
local MOST_ENDS, WITHIN_MS, AGAIN_MS = 5, 180000, 2000

---@alias pulsedev.Standing { is: "off"|"starting"|"running"|"failed", why: string?, state: table? }

---@type pulsedev.Standing
M.standing = { is = "off" }

---@type table? what the user chose; nil before they agreed to be observed
M.options = nil

--- Events that did not reach a daemon.
M.lost = 0

local daemon, handlers ---@type pulsedev.Daemon?, pulsedev.Handlers
local edited_at = -math.huge
local document_key ---@type string?
local ends, nothing = {}, function() end
local stop_collecting, flush = nothing, nothing

---@param standing pulsedev.Standing
local function stand(standing)
  M.standing = standing
  vim.cmd.redrawstatus({ bang = true })
  vim.api.nvim_exec_autocmds("User", { pattern = "PulseDevState", modeline = false })
end

local function now_ms()
  local seconds, micros = vim.uv.gettimeofday()
  return seconds * 1000 + math.floor(micros / 1000)
end

--- Begin to observe; return what ends it.
---@param to pulsedev.Daemon
---@param key string
local function collect(to, key)
  local numbered = numbers.with_key(key)
  local batches = batcher.new({
    send = function(batch)
      return to:notify("pulsedev/events", batch)
    end,
    now = now_ms,
    later = vim.defer_fn,
  })
  local around = {
    group = vim.api.nvim_create_augroup("pulsedev", { clear = true }),
    active = true,
    number_of = documents.observed(numbered.of, M.options.exclude),
    hash_of = numbered.hash_of,
    endings = {}, ---@type function[] what each collector undoes at the end
    flush = function()
      batches:flush()
    end,
  }
  flush = around.flush
  -- Paused, nothing is taken in; what happens meanwhile is not even kept here.
  function around.add(kind, doc, a, b, c)
    local state = M.standing.state
    edited_at = kind == KIND.file_modified and vim.uv.now() or edited_at
    if around.active and state and state.state ~= "paused" then
      batches:add(kind, doc, a or 0, b or 0, c or 0)
    end
  end
  -- Hands an event's buffer on, until observing ends.
  function around.on_buffer(event, act)
    vim.api.nvim_create_autocmd(event, {
      group = around.group,
      callback = function(told)
        act(told.buf)
      end,
    })
  end
  for _, name in ipairs(COLLECTORS) do
    require("pulsedev.collect." .. name).begin(around)
  end
  return function()
    batches:flush()
    around.active = false
    vim.api.nvim_del_augroup_by_id(around.group)
    for _, ending in ipairs(around.endings) do
      ending()
    end
    stop_collecting, flush = nothing, nothing
    M.lost = M.lost + batches.dropped
  end
end

--- The daemon is gone, and nobody asked for that.
---@param why string
---@param hopeless boolean? whether the next one would end in the same way
local function ended(why, hopeless)
  stop_collecting()
  handlers.over()
  daemon, document_key = nil, nil
  local now = vim.uv.now()
  ends[#ends + 1] = now
  stand({ is = "failed", why = why })
  local often = #ends >= MOST_ENDS and now - ends[#ends - MOST_ENDS + 1] < WITHIN_MS
  if hopeless or often then
    handlers.failed(often and why .. ", again and again" or why)
    return
  end
  vim.defer_fn(function()
    if M.standing.is == "failed" then
      M.start()
    end
  end, AGAIN_MS)
end

--- The first state says whether all windows pause, so only then does observing begin.
---@param state table
local function told(state)
  local before = M.standing.state
  if not daemon or not document_key then
    return
  end
  if before then
    M.standing.state = state
  else
    stand({ is = "running", state = state })
    stop_collecting = collect(daemon, document_key)
  end
  if before and before.state ~= state.state then
    stand(M.standing)
  end
end

--- Say how things are to be: the user's options, and who shows what the daemon asks and says.
---@param chosen table
---@param shown pulsedev.Handlers
function M.prepare(chosen, shown)
  M.options = chosen
  handlers = vim.tbl_extend("force", shown, { state = told, ended = ended })
end

--- Start to observe, unless that is so already.
function M.start()
  if daemon then
    return
  end
  stand({ is = "starting" })
  local why
  daemon, why = daemons.start(M.options.cmd, M.options.settings, handlers, function(key)
    document_key = key
  end)
  if not daemon then
    stand({ is = "failed", why = why })
    handlers.failed(why)
  end
end

--- Stop observing, and end the daemon.
function M.stop()
  stop_collecting()
  if daemon then
    handlers.over()
    daemon:stop()
    daemon, document_key = nil, nil
  end
  stand({ is = "off" })
end

--- Milliseconds since the last edit.
---@return integer
function M.since_edit()
  return vim.uv.now() - edited_at
end

--- Ask the daemon; what happened so far is told first, so that a pause begins after it.
---@param method string
---@param params table?
---@param done fun(why: string?, result: table?)
function M.request(method, params, done)
  if not daemon then
    done(M.standing.why or "it is off; :PulseDev start")
    return
  end
  flush()
  daemon:request(method, params, done)
end

return M
