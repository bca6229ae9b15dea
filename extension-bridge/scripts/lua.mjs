// Holds the Lua of the Neovim plugin to its layout: StyLua, by the same `.stylua.toml` that editors
// read. With --write it lays the files out. The package has no command of its own.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import * as stylua from '@johnnymorganz/stylua';

const FILES = ['neovim/**/*.lua', '../tests/e2e/neovim/*.lua'];
const SETTINGS = [...readFileSync('neovim/.stylua.toml', 'utf8').matchAll(/^(\w+) = "?(\w+)"?$/gm)];
const NAMED = {
  syntax: stylua.LuaVersion,
  indent_type: stylua.IndentType,
  line_endings: stylua.LineEndings,
  quote_style: stylua.QuoteStyle,
  call_parentheses: stylua.CallParenType,
};

/** A formatting uses its configuration up. */
function settings() {
  const config = stylua.Config.new();
  for (const [, name, value] of SETTINGS) config[name] = NAMED[name]?.[value] ?? Number(value);
  return config;
}

const writes = process.argv.includes('--write');
for (const file of globSync(FILES)) {
  const text = readFileSync(file, 'utf8');
  const laid = stylua.formatCode(text, settings(), undefined, stylua.OutputVerification.Full);
  if (laid === text) continue;
  if (writes) {
    writeFileSync(file, laid);
  } else {
    console.error(`${file}: not laid out as StyLua does; npm run format`);
    process.exitCode = 1;
  }
}
