local M = {}
local function say(text) vim.notify("PulseDev: " .. text, vim.log.levels.WARN) end
M.handlers = { message = say, alert = function(_, answer) answer(nil) end, probe = function(_, answer) answer(nil) end }
return M
