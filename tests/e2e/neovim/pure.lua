-- Calls functions of the plugin for a test: a line of JSON in, a line of JSON out.
vim.opt.runtimepath:prepend(arg[1])
for line in io.lines() do
  local asked = vim.json.decode(line, { luanil = { array = true, object = true } })
  local found = require(asked.module)
  for _, name in ipairs(asked.path) do
    found = found[name]
  end
  local fine, result = true, found
  if asked.args then
    fine, result = pcall(found, unpack(asked.args, 1, asked.count))
  end
  io.stdout:write(vim.json.encode({ fine = fine, result = result }), "\n")
  io.stdout:flush()
end
