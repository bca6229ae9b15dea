/**
 * What the programs of a command line are for. A program that is not named here is told by its
 * name alone, or is `other`.
 */

import { COMPILED_TOOLS } from './programs/compiled.ts';
import { JAVASCRIPT_TOOLS } from './programs/javascript.ts';
import { PYTHON_TOOLS } from './programs/python.ts';
import { type Rule, subs } from './programs/rule.ts';
import { SCRIPT_LANGUAGES } from './programs/scripting.ts';
import { SYSTEM, WRAPPERS } from './programs/system.ts';

/** By the program's name, in lower case, without folder and ending. */
export const PROGRAMS: ReadonlyMap<string, Rule> = subs(
  WRAPPERS,
  PYTHON_TOOLS,
  JAVASCRIPT_TOOLS,
  COMPILED_TOOLS,
  SCRIPT_LANGUAGES,
  SYSTEM,
);
