--- Commits of this user, by size, and switches of branches. Names of branches are compared and let
--- go; of what git prints only numbers are kept.
---
--- A commit of this user is one that follows the last known one, is no merge, was made just now,
--- and is on no remote yet. So a pull, a rebase, an amend, a reset and a switch make none.

local KIND = require("pulsedev.wire").KIND

local M = {}

--- A commit touches several files of the repository's folder within a moment.
local CALM_MS = 300

--- A commit is seen about a second after it was made, or when a sleeping machine wakes.
local FRESH_S = 120

--- More at once is a script's work, not a person's.
local MOST_COMMITS = 20

--- A healthy repository answers in a fraction of this.
local LIMIT_MS = 10000

--- Its words are looked for, and it must not write into the repository.
local ENVIRONMENT = { LC_ALL = "C", GIT_OPTIONAL_LOCKS = "0", GIT_TERMINAL_PROMPT = "0" }

--- Ask git; what it prints goes to `done`, nothing where it failed.
---@param root string
---@param words string[]
---@param done fun(printed: string?)
local function ask(root, words, done)
  local command = { "git", "-C", root, "-c", "core.fsmonitor=false" }
  local options = { text = true, timeout = LIMIT_MS, env = ENVIRONMENT, stderr = false }
  vim.list_extend(command, words)
  local started = pcall(vim.system, command, options, function(run)
    vim.schedule(function()
      done(run.code == 0 and run.stdout or nil)
    end)
  end)
  if not started then
    done(nil) -- there is no git
  end
end

--- Where HEAD stands; a detached one has no branch, an empty repository nothing.
---@param printed string?
---@return { commit: string?, branch: string? }
local function head_of(printed)
  local lines = vim.split(printed or "", "\n", { trimempty = true })
  return { commit = lines[1], branch = (lines[2] or ""):match("^refs/heads/(.*)") }
end

--- Read the sizes of fresh commits from what `git log --shortstat` prints, the oldest first.
---@param printed string
---@param now integer epoch seconds
---@return { added: integer, deleted: integer, files: integer }[]
function M.sizes(printed, now)
  local found = {}
  for made, entry in printed:gmatch("\1(%d+)([^\1]*)") do
    if math.abs(now - made) <= FRESH_S then
      found[#found + 1] = {
        added = tonumber(entry:match("(%d+) insertion") or 0),
        deleted = tonumber(entry:match("(%d+) deletion") or 0),
        files = tonumber(entry:match("(%d+) file") or 0),
      }
    end
  end
  return found
end

---@param repository { root: string, head: table? }
local function tell(around, repository, before, after)
  local range = before and { "--ancestry-path", before .. ".." .. after } or { after }
  local words = vim.list_extend({
    "-c",
    "log.showSignature=false",
    "log",
    "--reverse",
    "--no-merges",
    "--max-count=" .. MOST_COMMITS,
    "--format=%x01%ct",
    "--shortstat",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
  }, range)
  ask(repository.root, vim.list_extend(words, { "--not", "--remotes", "--" }), function(printed)
    for _, one in ipairs(M.sizes(printed or "", os.time())) do
      around.add(KIND.commit_created, 0, one.added, one.deleted, one.files)
    end
  end)
end

--- Compare HEAD with where it was.
local function look(around, repository)
  local words = { "rev-parse", "HEAD", "--symbolic-full-name", "HEAD" }
  ask(repository.root, words, function(printed)
    local before, now = repository.head, head_of(printed)
    -- Leaving a branch for a detached HEAD is part of a rebase.
    repository.head = { commit = now.commit, branch = now.branch or (before and before.branch) }
    if not before or not around.active then
      return
    end
    if before.branch and now.branch and before.branch ~= now.branch then
      around.add(KIND.branch_changed, 0)
    end
    if now.commit and now.commit ~= before.commit then
      tell(around, repository, before.commit, now.commit)
    end
  end)
end

function M.begin(around)
  local repositories = {} ---@type table<string, { root: string, watch: uv.uv_fs_event_t? }>

  local function watch(repository, folder)
    local timer, handle = assert(vim.uv.new_timer()), assert(vim.uv.new_fs_event())
    repository.watch = handle
    handle:start(folder, {}, function()
      timer:start(
        CALM_MS,
        0,
        vim.schedule_wrap(function()
          if around.active then
            look(around, repository)
          end
        end)
      )
    end)
    look(around, repository)
  end

  --- Begin to watch the repository of a file, once.
  local function enter(buffer)
    if not around.number_of(buffer) then
      return
    end
    local root = vim.fs.root(vim.api.nvim_buf_get_name(buffer), ".git")
    if not root or repositories[root] then
      return
    end
    local repository = { root = root }
    repositories[root] = repository
    ask(root, { "rev-parse", "--absolute-git-dir" }, function(printed)
      local folder = vim.trim(printed or "")
      if folder ~= "" and around.active then
        watch(repository, folder)
      end
    end)
  end

  around.on_buffer("BufEnter", enter)
  table.insert(around.endings, function()
    for _, repository in pairs(repositories) do
      if repository.watch then
        repository.watch:stop()
      end
    end
  end)
  enter(vim.api.nvim_get_current_buf())
end

return M
