--- Gathers events into batches of columns, and hands each on after a second at most.
---
--- The rule: `add` costs next to nothing and never throws, and each event that is not sent is
--- counted in `dropped`. The clock and the timer are given.

local M = {}

--- An event waits this long at most: the daemon judges once a second.
M.FLUSH_MS = 1000

--- Events of one batch: a large replacement makes a few thousand; the daemon takes 65536.
M.BATCH_EVENTS = 4096

--- A clock that falls by less than this is being corrected: time stands still meanwhile.
local HELD_MS = 1000

--- A batch covers at most this much of the clock; more means that the machine slept.
local SPAN_MS = 10000

local COLUMNS = { "t", "kind", "doc", "a", "b", "c" }

---@class pulsedev.Batcher
---@field dropped integer events that did not reach the daemon's pipe
local Batcher = {}
Batcher.__index = Batcher

---@class pulsedev.BatcherOptions
---@field send fun(batch: table): boolean
---@field now fun(): integer epoch milliseconds
---@field later fun(run: function, ms: integer)

---@param how pulsedev.BatcherOptions
---@return pulsedev.Batcher
function M.new(how)
  return setmetatable({ _how = how, _seq = 0, _last = 0, dropped = 0 }, Batcher)
end

--- Take one event in.
---@param kind integer
---@param doc integer
---@param a integer
---@param b integer
---@param c integer
function Batcher:add(kind, doc, a, b, c)
  local now = self._how.now()
  local batch = self:_batch_at(now)
  self._last = math.max(self._last, now - batch.t0)
  local at = #batch.t + 1
  batch.t[at], batch.kind[at], batch.doc[at] = self._last, kind, doc
  batch.a[at], batch.b[at], batch.c[at] = a, b, c
  if at >= M.BATCH_EVENTS then
    self:flush()
  end
end

--- Send at once what waits.
function Batcher:flush()
  local batch = self._open
  self._open = nil
  if batch then
    self._seq = self._seq + 1
    batch.seq = self._seq
    if not self._how.send(batch) then
      self.dropped = self.dropped + #batch.t
    end
  end
end

--- The batch that an event of this time belongs to: times never fall in one, so a clock set back,
--- and one that leapt forward (sleep), begin another with its own `t0`.
---@param now integer
---@return table
function Batcher:_batch_at(now)
  local open = self._open
  if open then
    local since = now - open.t0
    if since >= self._last - HELD_MS and since <= SPAN_MS then
      return open
    end
    self:flush()
  end
  local batch = { t0 = now }
  for _, column in ipairs(COLUMNS) do
    batch[column] = {}
  end
  self._open, self._last = batch, 0
  self._how.later(function()
    if self._open == batch then
      self:flush()
    end
  end, M.FLUSH_MS)
  return batch
end

return M
