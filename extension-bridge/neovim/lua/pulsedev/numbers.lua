--- Turns what identifies a document, or a set of error codes, into a number that only this
--- installation can make: nobody finds the text behind it by trying a dictionary.

local sha256 = require("pulsedev.sha256")

local M = {}

--- Hexadecimal digits of a digest that make a number: 52 bits, exact in a Lua number.
local DIGITS = 13

--- Documents whose numbers are kept, so that an edit costs no digest: far above the open ones.
local REMEMBERED = 4096

---@param key string bytes
---@param text string
---@return integer
local function number(key, text)
  return tonumber(sha256.hmac(key, text):sub(1, DIGITS), 16)
end

--- Return what numbers documents by their URI, and what numbers sets of codes.
---@param key_digits string the daemon's `documentKey`
function M.with_key(key_digits)
  assert(#key_digits == 64 and not key_digits:find("%X"), "a document key has 64 hex digits")
  local key, known, count = sha256.bytes(key_digits), {}, 0

  ---@param uri string
  ---@return integer
  local function of(uri)
    if not known[uri] then
      if count >= REMEMBERED then
        known, count = {}, 0
      end
      known[uri], count = number(key, uri), count + 1
    end
    return known[uri]
  end

  --- A positive number for a set of codes, 0 for the empty set.
  ---@param codes table<string, true>
  ---@return integer
  local function hash_of(codes)
    local sorted = vim.tbl_keys(codes)
    table.sort(sorted)
    -- JSON keeps {"a", "b"} and {"a,b"} apart; no URI begins with a bracket.
    return #sorted == 0 and 0 or math.max(1, number(key, vim.json.encode(sorted)))
  end

  return { of = of, hash_of = hash_of }
end

return M
