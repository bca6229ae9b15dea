--- The protocol's numbers, as daemon/PROTOCOL.md has them; a test holds the two together.

local M = {}

M.KIND = {
  file_modified = 1,
  cursor_moved = 2,
  focus_changed = 3,
  file_opened = 4,
  file_saved = 5,
  file_closed = 6,
  view_scrolled = 7,
  error_occurred = 8,
  test_run = 9,
  command_executed = 10,
  commit_created = 15,
  branch_changed = 16,
  suggestion = 17,
  search = 18,
}

M.CAUSE = {
  typed = 0,
  undo = 1,
  redo = 2,
  paste = 3,
  completion = 4,
  ai_edit = 5,
  format = 6,
  other_program = 7,
}

M.CLASS = {
  other = 0,
  build = 1,
  test = 2,
  run = 3,
  version_control = 4,
  packages = 5,
  navigation = 6,
}

M.MOVER = { keyboard = 1 }
M.SUGGESTION = { accepted = 1 }
M.SEARCH = { file = 1, workspace = 2, help = 3 }

return M
