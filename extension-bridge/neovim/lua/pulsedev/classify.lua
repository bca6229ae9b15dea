--- What a command line is for: its class, and whether it watches. The line itself is dropped here.
---
--- Of several commands (`cd x && make test | tee log`) the most telling one decides.

local CLASS = require("pulsedev.wire").CLASS

local M = {}

---@alias pulsedev.What { class: integer, watch: boolean? }

--- A run comes before the build that it needs; going somewhere only prepares the rest.
local TELLING = { CLASS.test, CLASS.run, CLASS.build, CLASS.packages, CLASS.version_control }

local function set(words)
  local found = {}
  for word in words:gmatch("%S+") do
    found[word] = true
  end
  return found
end

local SHELLS = set("sh bash zsh fish dash ksh nu pwsh powershell cmd")

--- Words before a command that change nothing about what it is for.
local BEFORE = set("sudo doas env time nice nohup command exec npx bunx pnpx xvfb-run caffeinate")

--- Programs that run another one, after this word.
local RUNNERS = {
  uv = "run",
  poetry = "run",
  pdm = "run",
  pipenv = "run",
  rye = "run",
  hatch = "run",
  coverage = "run",
  bundle = "exec",
  docker = "exec",
}

--- Options whose next word is the program's name, and no file.
local PYTHON = set("python python3 py pypy pypy3")

local PROGRAMS = {
  [CLASS.test] = set(
    "pytest py.test unittest nose2 tox nox behave robot jest vitest mocha ava tap jasmine karma "
      .. "cypress ctest gotestsum ginkgo rspec phpunit pest prove bats busted nextest trial"
  ),
  [CLASS.run] = set(
    "node deno tsx ts-node ruby php perl lua luajit java kotlin scala julia iex elixir erl flask "
      .. "uvicorn gunicorn streamlit jupyter gdb lldb dlv nodemon vite"
  ),
  [CLASS.build] = set(
    "make gmake ninja cmake meson bazel gcc g++ cc clang clang++ rustc javac tsc esbuild webpack "
      .. "rollup babel eslint prettier biome mypy ruff flake8 pylint pyright black isort gradle "
      .. "gradlew mvn mvnw sbt mill ant latexmk pdflatex terraform shellcheck golangci-lint"
  ),
  [CLASS.packages] = set(
    "npm pnpm yarn bun pip pip3 uv poetry pdm pipenv conda mamba apt apt-get dnf brew pacman gem "
      .. "bundle composer nuget rustup pipx nvm"
  ),
  [CLASS.version_control] = set("git gh glab hg svn jj tig lazygit jjui"),
  [CLASS.navigation] = set(
    "cd ls ll pwd pushd popd tree cat less head tail find fd rg grep ag which"
  ),
}

--- Words after these programs that tell more than their names.
local TASKS = set(
  "make gmake ninja npm pnpm yarn bun deno cargo go gradle gradlew mvn mvnw dotnet rake mix rails "
    .. "swift zig bazel just task manage.py sbt node"
)

local BUILDS =
  set("build b check c clippy doc fmt vet generate compile lint format typecheck package")

---@param word string
---@return integer?
local function task_class(word)
  local name = word:lower()
  if name == "t" or name == "verify" or name == "--test" or name:find("test", 1, true) then
    return CLASS.test
  end
  if name == "run" or name == "start" or name == "serve" or name == "dev" or name == "r" then
    return CLASS.run
  end
  return BUILDS[name] and CLASS.build or nil
end

---@param name string
---@param rest string[]
---@return integer
local function class_of(name, rest)
  local class = CLASS.other
  for found, names in pairs(PROGRAMS) do
    class = names[name] and found or class
  end
  if not TASKS[name] then
    return class
  end
  for index, word in ipairs(rest) do
    local task = task_class(word)
    -- `npm run` is only the way to the script that it names.
    if task and not (task == CLASS.run and word == "run" and rest[index + 1]) then
      return task
    end
  end
  return class
end

--- Whether a word stands before the program: another program, an assignment, an option.
---@param word string?
local function is_before(word)
  return word and (BEFORE[word] or word:find("^[%w_]+%+?=") or word:find("^%-"))
end

---@param words string[]
---@return pulsedev.What
local function simple(words)
  local at = 1
  while is_before(words[at]) do
    at = at + 1
  end
  local name = vim.fs.basename(words[at] or ""):gsub("%.exe$", "")
  local rest = vim.list_slice(words, at + 1)
  if SHELLS[name] and vim.tbl_contains({ "-c", "-lc", "-ic" }, rest[1]) then
    return simple(vim.list_slice(rest, 2))
  end
  if RUNNERS[name] and rest[1] == RUNNERS[name] and rest[2] then
    return simple(vim.list_slice(rest, 2))
  end
  if PYTHON[name] or name:find("^python%d") then
    if rest[1] == "-m" and rest[2] then
      return simple(vim.list_slice(rest, 2))
    end
    return rest[1] == "manage.py" and simple(rest) or { class = CLASS.run }
  end
  local watch = false
  for _, word in ipairs(rest) do
    watch = watch or word == "watch" or word:find("^%-%-watch") ~= nil
  end
  return { class = class_of(name, rest), watch = watch }
end

--- Tell whether a command is a shell with nothing to do but wait for commands.
---@param command string
---@return boolean
function M.is_shell(command)
  local program, rest = command:match("^(%S*)%s*(.*)$")
  return SHELLS[vim.fs.basename(program)] ~= nil and (rest == "" or rest:find("^%-[il]+$") ~= nil)
end

--- Return what a command line is for.
---@param line string
---@return pulsedev.What
function M.of(line)
  local found = {}
  for part in line:gsub("[\"'()]", " "):gsub("[;|&\n]+", "\n"):gmatch("[^\n]+") do
    local what = simple(vim.split(part, "%s+", { trimempty = true }))
    found[what.class] = found[what.class] or what
  end
  for _, class in ipairs(TELLING) do
    if found[class] then
      return found[class]
    end
  end
  return found[CLASS.other] or found[CLASS.navigation] or { class = CLASS.other }
end

return M
