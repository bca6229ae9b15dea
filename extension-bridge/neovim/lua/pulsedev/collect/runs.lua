--- Commands in terminals and behind `:!` and `:make`, and the test runs among them.
---
--- A command line becomes a class, and a test runner's output two counts, in the functions that see
--- them. A terminal with a shell in it tells of its commands where the shell marks them (OSC 133).

local classify = require("pulsedev.classify")
local counts = require("pulsedev.counts")
local wire = require("pulsedev.wire")
local KIND, CLASS = wire.KIND, wire.CLASS

local M = {}

--- The last of a terminal's output is drawn a moment after its process ended.
local DRAWN_MS = 50

--- Lines from the end in which a runner's summary stands.
local LAST_LINES = 200

---@return integer milliseconds
local function passed_since(begun)
  return math.floor(vim.uv.now() - begun)
end

---@param buffer integer a terminal's
---@param from integer? the first line that is the command's own
---@return { passed: integer, failed: integer }?
local function shown(buffer, from)
  if not vim.api.nvim_buf_is_loaded(buffer) then
    return nil
  end
  local first = math.max(from or 0, vim.api.nvim_buf_line_count(buffer) - LAST_LINES)
  return counts.of(vim.api.nvim_buf_get_lines(buffer, first, -1, false))
end

--- Read a shell's mark: `C` where a command begins, `D` where it ended, `E` what it is.
---@param data string|{ sequence: string, cursor: integer[] }
---@return string? mark, string rest, integer? line
local function mark_of(data)
  local sequence = type(data) == "table" and data.sequence or tostring(data)
  local code, mark, rest = sequence:match("^\27%](%d+);(%u);?([^\7\27]*)")
  local line = type(data) == "table" and data.cursor and data.cursor[1] - 1 or nil
  return (code == "133" or code == "633") and mark or nil, rest or "", line
end

function M.begin(around)
  local terminals, asked = {}, nil

  --- Tell of a command's end; its test counts are found now, or once all is drawn.
  local function tell(buffer, what, code, took, from)
    around.add(KIND.command_executed, 0, what.watch and CLASS.other or what.class, code, took)
    if what.class ~= CLASS.test or what.watch then
      return
    end
    local early = shown(buffer, from)
    vim.defer_fn(function()
      local found = shown(buffer, from) or early
      if found then
        around.add(KIND.test_run, 0, found.passed, found.failed, took)
      end
    end, DRAWN_MS)
  end

  local function on(event, pattern, act)
    vim.api.nvim_create_autocmd(event, { group = around.group, pattern = pattern, callback = act })
  end

  on("TermOpen", "*", function(told)
    local command = vim.api.nvim_buf_get_name(told.buf):match("^term://.-//%d+:(.*)$") or ""
    local what = not classify.is_shell(command) and classify.of(command) or nil
    terminals[told.buf] = { what = what, begun = vim.uv.now() }
  end)
  on("TermClose", "*", function(told)
    local one = terminals[told.buf]
    terminals[told.buf] = nil
    if one and one.what then
      tell(told.buf, one.what, vim.v.event.status, passed_since(one.begun))
    end
  end)
  on("TermRequest", "*", function(told)
    local one = terminals[told.buf]
    local mark, rest, row = mark_of(told.data)
    if not one or one.what or not mark then
      return
    end
    if mark == "E" then
      one.next = classify.of((rest:gsub(";[^;]*$", ""):gsub("\\x3b", ";")))
    elseif mark == "C" then
      one.running, one.next = one.next or { class = CLASS.other }, nil
      one.begun, one.from = vim.uv.now(), row
    elseif mark == "D" and one.running then
      local code = tonumber(rest:match("^%d+")) or -1
      tell(told.buf, one.running, code, passed_since(one.begun), one.from)
      one.running = nil
    end
  end)

  on("CmdlineLeave", ":", function()
    local line = not vim.v.event.abort and vim.fn.getcmdline() or ""
    line = line:gsub("^%s*sil%a*!?%s+", "")
    local command = line:match("^%s*!%s*(.+)") or line:match("^%s*%d*%s*make?%f[%A]!?%s*(.*)")
    local makes = command and not line:find("^%s*!")
    if makes then
      command = ("%s %s"):format(vim.o.makeprg, command)
    end
    local what = command and classify.of(command)
    if makes and what.class == CLASS.other then
      what.class = CLASS.build
    end
    asked = what and { what = what, begun = vim.uv.now() } or nil
  end)
  on("ShellCmdPost", "*", function()
    if asked then
      local one = asked
      asked = nil
      tell(-1, one.what, vim.v.shell_error, passed_since(one.begun))
    end
  end)
end

return M
