--- Which buffers are observed, and by which number; the path itself goes no further.
---
--- The list errs on the side of silence: what is no file, what holds secrets, and what the user's
--- globs name is never observed.

local M = {}

--- Files and folders that hold secrets, or are none of a developer's own work.
M.ALWAYS_EXCLUDED = {
  ".env",
  ".env.*",
  "*.env",
  ".envrc",
  "*.pem",
  "*.key",
  "*.p12",
  "*.pfx",
  "*.jks",
  "*.keystore",
  "*.kdbx",
  "*.ovpn",
  "*.gpg",
  "*.asc",
  "id_rsa*",
  "id_dsa*",
  "id_ecdsa*",
  "id_ed25519*",
  ".netrc",
  "_netrc",
  ".npmrc",
  ".pypirc",
  ".pgpass",
  ".my.cnf",
  ".htpasswd",
  ".git-credentials",
  "credentials",
  "credentials.*",
  "secret.*",
  "secrets.*",
  "secrets/**",
  ".secrets/**",
  "*.tfvars",
  ".ssh/**",
  ".aws/**",
  ".azure/**",
  ".gnupg/**",
  ".kube/**",
  ".docker/config.json",
  ".git/**",
}

--- Decisions that are remembered; beyond, they are made again. A long session opens fewer files.
M.MOST_KNOWN = 1000

--- A glob that may begin in any folder, unless it begins with a slash; case-blind, as a secret is
--- one in any spelling.
---@param pattern string
---@return vim.lpeg.Pattern
local function compiled(pattern)
  local anchored = pattern:find("^/") and pattern:sub(2) or ("**/" .. pattern)
  return vim.glob.to_lpeg(anchored:lower())
end

--- Whether it is a glob that can be heeded; Neovim 0.10 can not read each.
---@param pattern string
---@return boolean
function M.is_glob(pattern)
  return (pcall(compiled, pattern))
end

--- Return what tells a buffer's number, or nil where nothing about it may be observed.
---@param number_of fun(uri: string): integer
---@param excluded string[] the user's globs
---@return fun(buffer: integer): integer?
function M.observed(number_of, excluded)
  local globs, known, count = {}, {}, 0
  for _, list in ipairs({ M.ALWAYS_EXCLUDED, excluded }) do
    for _, pattern in ipairs(list) do
      globs[#globs + 1] = compiled(pattern)
    end
  end

  ---@param path string
  ---@return integer|false
  local function decide(path)
    if path:find("^%a[%w+.-]+://") then
      return false
    end
    local inside = vim.fs.normalize(path):lower():gsub("^/", "")
    for _, glob in ipairs(globs) do
      if glob:match(inside) then
        return false
      end
    end
    return number_of(vim.uri_from_fname(path))
  end

  return function(buffer)
    if not vim.api.nvim_buf_is_valid(buffer) or vim.bo[buffer].buftype ~= "" then
      return nil
    end
    local path = vim.api.nvim_buf_get_name(buffer)
    if path == "" then
      return nil
    end
    if known[path] == nil then
      if count == M.MOST_KNOWN then
        known, count = {}, 0
      end
      known[path], count = decide(path), count + 1
    end
    return known[path] or nil
  end
end

return M
