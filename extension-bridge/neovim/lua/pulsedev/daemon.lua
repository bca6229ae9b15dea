--- One daemon process and the conversation with it, over Neovim's own JSON frames.
---
--- It is no language client: no buffer is attached and no document offered, so that no text can
--- reach the pipe. The process ends with Neovim: it asks for that, and loses its stdin anyway.

local M = {}

--- Milliseconds that a daemon gets to end by itself; it needs a fraction of it.
local ENDING_MS = 3000

---@class pulsedev.Handlers
---@field state fun(state: table)
---@field alert fun(alert: table, answer: fun(result: table?))
---@field probe fun(probe: table, answer: fun(result: table?))
---@field message fun(text: string)
---@field ended fun(why: string, hopeless: boolean?)
---@field failed fun(why: string) it will not be tried again by itself
---@field over fun() nobody waits for an answer any more

---@class pulsedev.Daemon
---@field stopping boolean
local Daemon = {}
Daemon.__index = Daemon

--- Requests of the daemon's that a person answers, by method.
local ASKS = { ["pulsedev/alert"] = "alert", ["pulsedev/probe"] = "probe" }

--- Let a person answer: the coroutine that Neovim handles the request in waits for it.
---@param handle fun(asked: table, answer: fun(result: table?))
---@param params table
local function ask(handle, params)
  local running, result, answered = coroutine.running(), nil, false
  handle(params, function(given)
    if answered then
      return
    end
    result, answered = given, true
    if coroutine.status(running) == "suspended" then
      coroutine.resume(running)
    end
  end)
  if not answered then
    coroutine.yield()
  end
  return result == nil and vim.NIL or result
end

---@param handlers pulsedev.Handlers
---@return table
local function dispatchers(daemon, handlers)
  return {
    notification = function(method, params)
      if daemon.stopping then
        return -- another one may have its place already
      end
      if method == "pulsedev/state" then
        handlers.state(params)
      elseif method == "window/showMessage" or method == "window/logMessage" then
        handlers.message(params.message)
      end
    end,
    server_request = function(method, params)
      local what = ASKS[method]
      if what then
        return ask(handlers[what], params)
      end
      return nil, vim.lsp.rpc.rpc_response_error(vim.lsp.protocol.ErrorCodes.MethodNotFound)
    end,
    on_exit = vim.schedule_wrap(function(code)
      daemon.gone = true
      if not daemon.stopping then
        handlers.ended(("the daemon ended with exit code %d"):format(code))
      end
    end),
    on_error = function() end, -- its log says it; Neovim's own would quote what was sent
  }
end

--- Why a program can't be run, or nil where it can.
---@param program string
---@return string?
function M.missing(program)
  if vim.fn.executable(program) == 1 then
    return nil
  end
  local there = vim.uv.fs_stat(program)
  return ("%s is not %s"):format(program, there and "executable" or "on the PATH")
end

--- Start a daemon. `ready` is called once with the key that documents are numbered with.
---@param command string[]
---@param settings table
---@param handlers pulsedev.Handlers
---@param ready fun(document_key: string)
---@return pulsedev.Daemon? daemon, string? why it could not be started
function M.start(command, settings, handlers, ready)
  local daemon = setmetatable({ stopping = false, gone = false }, Daemon)
  local missing = M.missing(command[1])
  if missing then
    return nil, missing
  end
  local started, rpc = pcall(vim.lsp.rpc.start, command, dispatchers(daemon, handlers))
  if not started or not rpc then
    return nil, ("%s could not be started"):format(command[1])
  end
  daemon.rpc = rpc
  local version = vim.version()
  local options = {
    client = "neovim",
    clientVersion = ("%d.%d.%d"):format(version.major, version.minor, version.patch),
    alerts = true,
    probes = true,
    settings = next(settings) and settings or vim.empty_dict(),
  }
  daemon:request("initialize", {
    processId = vim.uv.os_getpid(),
    capabilities = vim.empty_dict(),
    initializationOptions = options,
  }, function(why, result)
    local offer = result and vim.tbl_get(result, "capabilities", "experimental", "pulsedev")
    if not offer or offer.protocol ~= 1 then
      daemon:stop()
      handlers.ended(why or "this daemon speaks another protocol", why == nil)
      return
    end
    daemon:notify("initialized", vim.empty_dict())
    ready(offer.documentKey)
  end)
  return daemon
end

---@param method string
---@param params table
---@return boolean sent
function Daemon:notify(method, params)
  return not self.gone and self.rpc.notify(method, params) or false
end

--- Ask; `done` gets a line that says why not, or the result.
---@param method string
---@param params table?
---@param done fun(why: string?, result: table?)
function Daemon:request(method, params, done)
  local sent = not self.gone
    and self.rpc.request(method, params or vim.empty_dict(), function(problem, result)
      done(problem and problem.message, result)
    end)
  if not sent then
    done("the daemon is gone")
  end
end

--- End it: what was sent is taken in first.
function Daemon:stop()
  if self.stopping or self.gone then
    return
  end
  self.stopping = true
  self.rpc.request("shutdown", nil, function() end)
  self.rpc.notify("exit")
  vim.defer_fn(function()
    if not self.gone then
      self.rpc.terminate()
    end
  end, ENDING_MS)
end

return M
