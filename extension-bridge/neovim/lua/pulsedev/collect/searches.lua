--- Searches: in the file, through files, in the help. What was looked for stays where it was typed.

local wire = require("pulsedev.wire")
local SEARCH = wire.SEARCH

local M = {}

function M.begin(around)
  local function on(event, pattern, act)
    vim.api.nvim_create_autocmd(event, { group = around.group, pattern = pattern, callback = act })
  end
  local function tell(where)
    around.add(wire.KIND.search, 0, where)
  end

  on("CmdlineLeave", "*", function()
    local kind = vim.v.event.cmdtype
    if (kind == "/" or kind == "?") and not vim.v.event.abort then
      tell(SEARCH.file)
    end
  end)
  on("QuickFixCmdPost", "*grep*", function()
    tell(SEARCH.workspace)
  end)
  on("FileType", "help", function()
    tell(SEARCH.help)
  end)
end

return M
