/**
 * Glob patterns over paths with forward slashes: `*`, `**`, `?`, `{a,b}` and `[a-z]`, as in VS Code's
 * settings. A pattern without a slash matches a name in any folder. No `vscode` import.
 */

/** Longer patterns are a mistake, and each is tried on every file that is opened. */
const LONGEST_PATTERN = 1_000;

const SPECIAL = /[\\^$+.()|[\]{}*?]/g;

export type Matcher = (path: string) => boolean;

/** Match paths against any of the patterns; those that make no sense match nothing. */
export function matcher(patterns: readonly string[], caseBlind: boolean): Matcher {
  const compiled = patterns.flatMap((pattern) => compile(pattern.trim(), caseBlind) ?? []);
  return (path) => compiled.some((expression) => expression.test(path));
}

function compile(pattern: string, caseBlind: boolean): RegExp | undefined {
  if (!pattern || pattern.length > LONGEST_PATTERN) {
    return undefined;
  }
  const forward = pattern.replaceAll('\\', '/').replace(/\/{2,}/g, '/');
  const folder = forward.endsWith('/') ? `${forward}**` : forward;
  // A path begins with a slash, or on Windows with a drive: a relative pattern may begin anywhere.
  const anchored = /^(?:\/|[A-Za-z]:\/|\*\*\/)/.test(folder) ? folder : `**/${folder}`;
  try {
    return new RegExp(`^${translate(anchored)}$`, caseBlind ? 'is' : 's');
  } catch {
    return undefined;
  }
}

/** Turn a glob into the source of a regular expression without nested repetition. */
function translate(glob: string): string {
  let source = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const rest = glob.slice(at);
    const set = /^\[(!|\^)?([^\]/]+)\]/.exec(rest);
    if (/^\*\*+\//.test(rest)) {
      const length = rest.indexOf('/');
      source += '(?:.*/)?';
      at += length;
      // `**/**/` says no more than `**/`, and would cost more.
      while (/^\*\*+\//.test(glob.slice(at + 1))) {
        at += glob.slice(at + 1).indexOf('/') + 1;
      }
    } else if (rest.startsWith('**')) {
      source += '.*';
      at += /^\*+/.exec(rest)?.[0].length ?? 1;
      at -= 1;
    } else if (rest.startsWith('*')) {
      source += '[^/]*';
    } else if (rest.startsWith('?')) {
      source += '[^/]';
    } else if (set) {
      source += `[${set[1] ? '^' : ''}${(set[2] ?? '').replace(/[\\^\]]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (rest.startsWith('{') && rest.includes('}')) {
      source += '(?:';
      depth += 1;
    } else if (rest.startsWith('}') && depth) {
      source += ')';
      depth -= 1;
    } else if (rest.startsWith(',') && depth) {
      source += '|';
    } else {
      source += (rest[0] ?? '').replace(SPECIAL, '\\$&');
    }
  }
  return source;
}
