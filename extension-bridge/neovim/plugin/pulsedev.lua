--- Makes `:PulseDev` known; nothing else happens before `require("pulsedev").setup()`.

if vim.g.loaded_pulsedev then
  return
end
vim.g.loaded_pulsedev = true

vim.api.nvim_create_user_command("PulseDev", function(given)
  require("pulsedev.command").run(given.fargs)
end, {
  nargs = "*",
  desc = "Ask PulseDev, or tell it how it goes",
  complete = function(lead, line)
    return require("pulsedev.command").complete(lead, line)
  end,
})
