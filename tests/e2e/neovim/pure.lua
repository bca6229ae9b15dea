-- Runs pieces of Lua with the plugin at hand, for tests: a line of JSON in, a line of JSON out.
vim.opt.runtimepath:prepend(arg[1])
for line in io.lines() do
  local asked = vim.json.decode(line, { luanil = { array = true, object = true } })
  local fine, result = pcall(function()
    return assert(loadstring(asked.code))(unpack(asked.args, 1, asked.count))
  end)
  io.stdout:write(vim.json.encode({ fine = fine, result = result }), "\n")
  io.stdout:flush()
end
