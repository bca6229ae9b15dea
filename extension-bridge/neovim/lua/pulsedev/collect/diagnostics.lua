--- Errors and warnings of the observed files: how many in each, and a number for the errors' codes.
---
--- A language server takes back what it said a moment before, so a file's counts are told once they
--- have calmed down, and only if they changed. No message is looked at.

local KIND = require("pulsedev.wire").KIND

local M = {}

--- Quiet that tells a finished check from one that goes on.
local CALM_MS = 300

--- A server that is never calm is told of all the same.
local LONGEST_MS = 2000

local CLEAN = "0 0 0"

--- Count one file's diagnostics; an error is known by its tool's own code.
---@return integer errors, integer warnings, table<string, true> codes
local function tally(buffer)
  local severity = vim.diagnostic.severity
  local errors, warnings, codes = 0, 0, {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    if one.severity == severity.ERROR then
      errors = errors + 1
      codes[("%s\n%s"):format(one.source or "", one.code or "")] = true
    elseif one.severity == severity.WARN then
      warnings = warnings + 1
    end
  end
  return errors, warnings, codes
end

function M.begin(around)
  local told, changed, since = {}, {}, nil
  local timer = assert(vim.uv.new_timer())

  local function tell()
    since = nil
    for buffer in pairs(changed) do
      local doc = around.number_of(buffer)
      if doc then
        local errors, warnings, codes = tally(buffer)
        local hash = around.hash_of(codes)
        local now = ("%d %d %d"):format(errors, warnings, hash)
        if now ~= (told[doc] or CLEAN) then
          told[doc] = now ~= CLEAN and now or nil
          around.add(KIND.error_occurred, doc, errors, warnings, hash)
        end
      end
    end
    changed = {}
  end

  local function note(buffer)
    if not around.number_of(buffer) then
      return
    end
    changed[buffer] = true
    since = since or vim.uv.now()
    local left = math.max(0, since + LONGEST_MS - vim.uv.now())
    timer:start(
      math.min(CALM_MS, left),
      0,
      vim.schedule_wrap(function()
        if around.active then
          tell()
        end
      end)
    )
  end

  around.on_buffer("DiagnosticChanged", note)
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    note(buffer)
  end
end

return M
