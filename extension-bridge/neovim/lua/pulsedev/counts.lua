--- From what a test runner printed at its end to two counts: passed and failed. The lines are
--- looked at here and dropped; output that is not understood gives nothing.

local M = {}

--- What the words beside a number mean.
local PASSED = { passed = true, passing = true, pass = true, succeeded = true }
local FAILED = {
  failed = true,
  failing = true,
  fail = true,
  failures = true,
  failure = true,
  error = true,
  errors = true,
}
local ALL = { total = true, examples = true, example = true, tests = true, test = true }

--- Add up the numbers of a text by the word beside each, on the side where this runner has it.
---@param text string
---@param pattern string
---@return { passed: integer?, failed: integer, all: integer? }
local function tally(text, pattern, swapped)
  local found = { failed = 0 }
  for one, other in text:gmatch(pattern) do
    local number, word = one, other
    if swapped then
      number, word = other, one
    end
    word = word:lower()
    if PASSED[word] then
      found.passed = (found.passed or 0) + number
    elseif FAILED[word] then
      found.failed = found.failed + number
    elseif ALL[word] then
      found.all = (found.all or 0) + number
    end
  end
  return found
end

local AFTER, BEFORE = "(%d+) (%a+)", "(%a+)[=:]?%s+(%d+)"

--- How runners begin the line with their counts; `sum` where several lines add up.
local FORMATS = {
  { line = "^=*%s*(%d+ [%a, %d]+) in %d[%d.]*s" }, -- pytest
  { line = "^Tests:%s+(.*%d+ total)$" }, -- jest
  { line = "^%s*Tests%s+(%d+ %a+.*)%(%d+%)$" }, -- vitest
  { line = "^test result: %a+%. (.*) filtered out", sum = true }, -- cargo
  { line = "^%s*Summary %[.*%] .* run: (.*)$" }, -- nextest
  { line = "^(%d+ examples?, %d+ failures?)" }, -- RSpec
  { line = "^(%d+ tests?, %d+ failures?)" }, -- mix
  { line = "^Test summary: (total.*)$", swapped = true }, -- .NET
}

---@param lines string[]
---@return { passed: integer, failed: integer }?
local function unittest(lines)
  local ran, bad
  for _, line in ipairs(lines) do
    ran = line:match("^Ran (%d+) tests? in ") or ran
    if ran and line:find("^OK") then
      bad = 0
    elseif ran and line:find("^FAILED %(") then
      bad = 0
      for word, number in line:gmatch("(%a+)=(%d+)") do
        bad = bad + (FAILED[word] and tonumber(number) or 0)
      end
    end
  end
  return ran and bad and { passed = math.max(0, ran - bad), failed = bad } or nil
end

--- Runners that print one count a line: node's, mocha.
local function listed(lines)
  local passed, failed
  for _, line in ipairs(lines) do
    passed = line:match("^%s+(%d+) passing")
      or line:match("^[ℹ#%s\128-\255]*pass (%d+)$")
      or passed
    failed = line:match("^%s+(%d+) failing")
      or line:match("^[ℹ#%s\128-\255]*fail (%d+)$")
      or failed
  end
  return passed and { passed = tonumber(passed), failed = tonumber(failed or 0) } or nil
end

--- Go prints a line for each test with `-v`, and one for each package that failed or passed.
local function go(lines)
  local passed, failed, packages = 0, 0, false
  for _, line in ipairs(lines) do
    passed = passed + (line:find("^%s*%-%-%- PASS: ") and 1 or 0)
    failed = failed + (line:find("^%s*%-%-%- FAIL: ") and 1 or 0)
    packages = packages or line:find("^ok%s+%S+%s+[%d(]") ~= nil or line:find("^FAIL%s+%S") ~= nil
  end
  return packages and passed + failed > 0 and { passed = passed, failed = failed } or nil
end

--- Return the counts that the lines end with, or nil.
---@param lines string[]
---@return { passed: integer, failed: integer }?
function M.of(lines)
  for _, format in ipairs(FORMATS) do
    local sum
    for _, line in ipairs(lines) do
      local text = line:match(format.line)
      local found = text and tally(text, format.swapped and BEFORE or AFTER, format.swapped)
      if found then
        local passed = found.passed or (found.all and math.max(0, found.all - found.failed)) or 0
        local so_far = format.sum and sum or { passed = 0, failed = 0 }
        sum = { passed = so_far.passed + passed, failed = so_far.failed + found.failed }
      end
    end
    if sum then
      return sum
    end
  end
  return unittest(lines) or listed(lines) or go(lines)
end

return M
