--- SHA-256 and HMAC in Lua: Neovim's own digest takes no bytes of value zero, which a key may have.
---
--- Slow beside C, and used once a document: about a tenth of a millisecond.

local bit = require("bit")
local band, bnot, bxor, ror, rshift = bit.band, bit.bnot, bit.bxor, bit.ror, bit.rshift
local tobit = bit.tobit

local M = {}

--- Bytes of a block, by the standard.
local BLOCK = 64

--- The first 32 bits behind the point of the cube roots of the first 64 primes, and of the square
--- roots of the first eight: by the standard, made here rather than written down.
---@return integer[] cubes, integer[] squares
local function constants()
  local cubes, squares, number = {}, {}, 2
  while #cubes < 64 do
    local prime = true
    for divisor = 2, math.floor(math.sqrt(number)) do
      prime = prime and number % divisor ~= 0
    end
    if prime then
      cubes[#cubes + 1] = tobit(math.floor(number ^ (1 / 3) % 1 * 2 ^ 32))
      if #squares < 8 then
        squares[#squares + 1] = tobit(math.floor(math.sqrt(number) % 1 * 2 ^ 32))
      end
    end
    number = number + 1
  end
  return cubes, squares
end

local CUBES, SQUARES = constants()

---@param text string
---@return string
local function padded(text)
  local bits = #text * 8
  local zeros = (BLOCK - (#text + 9) % BLOCK) % BLOCK
  local high, low = math.floor(bits / 2 ^ 32), bits % 2 ^ 32
  local function word(value)
    return string.char(
      math.floor(value / 2 ^ 24) % 256,
      math.floor(value / 2 ^ 16) % 256,
      math.floor(value / 2 ^ 8) % 256,
      value % 256
    )
  end
  return text .. "\128" .. ("\0"):rep(zeros) .. word(high) .. word(low)
end

---@param text string
---@param from integer
---@return integer[]
local function schedule(text, from)
  local w = {}
  for i = 1, 16 do
    local a, b, c, d = text:byte(from + i * 4 - 4, from + i * 4 - 1)
    w[i] = tobit(a * 2 ^ 24 + b * 2 ^ 16 + c * 2 ^ 8 + d)
  end
  for i = 17, 64 do
    local x, y = w[i - 15], w[i - 2]
    local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
    local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
    w[i] = tobit(w[i - 16] + s0 + w[i - 7] + s1)
  end
  return w
end

---@param state integer[]
---@param w integer[]
local function compress(state, w)
  local a, b, c, d, e, f, g, h = unpack(state)
  for i = 1, 64 do
    local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
    local choice = bxor(band(e, f), band(bnot(e), g))
    local t1 = tobit(h + s1 + choice + CUBES[i] + w[i])
    local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
    local majority = bxor(band(a, b), band(a, c), band(b, c))
    h, g, f, e, d, c, b, a = g, f, e, tobit(d + t1), c, b, a, tobit(t1 + s0 + majority)
  end
  for i, value in ipairs({ a, b, c, d, e, f, g, h }) do
    state[i] = tobit(state[i] + value)
  end
end

--- The digest in hexadecimal digits.
---@param text string
---@return string
function M.digest(text)
  local state, whole = { unpack(SQUARES) }, padded(text)
  for from = 1, #whole, BLOCK do
    compress(state, schedule(whole, from))
  end
  for i, value in ipairs(state) do
    state[i] = bit.tohex(value)
  end
  return table.concat(state)
end

--- Bytes from hexadecimal digits.
---@param digits string
---@return string
function M.bytes(digits)
  return (digits:gsub("%x%x", function(pair)
    return string.char(tonumber(pair, 16))
  end))
end

--- HMAC-SHA256 in hexadecimal digits; the key has at most a block's bytes.
---@param key string
---@param text string
---@return string
function M.hmac(key, text)
  local function keyed(with)
    local filled = key .. ("\0"):rep(BLOCK - #key)
    return (
      filled:gsub(".", function(one)
        return string.char(bxor(one:byte(), with))
      end)
    )
  end
  return M.digest(keyed(0x5c) .. M.bytes(M.digest(keyed(0x36) .. text)))
end

return M
