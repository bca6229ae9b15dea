/**
 * Glob patterns over paths with forward slashes: `*`, `**`, `?`, `{a,b}` and `[a-z]`, as in VS Code's
 * settings. A pattern without a slash matches a name in any folder. No `vscode` import.
 *
 * A regular expression of several stars may take minutes for one long path, and the window with it.
 * Here all ways through a pattern are followed at once, so that a path takes at most as many steps
 * as it has characters, times those of the pattern.
 */

/** Longer patterns are a mistake, and each is tried on every file that is opened. */
const LONGEST_PATTERN = 1_000;

export type Matcher = (path: string) => boolean;

/** Match paths against any of the patterns; those that make no sense match nothing. */
export function matcher(patterns: readonly string[], caseBlind: boolean): Matcher {
  const fold = (text: string) => (caseBlind ? text.toLowerCase() : text);
  const globs = patterns.flatMap((pattern) => compile(fold(pattern.trim())) ?? []);
  return (path) => {
    const folded = fold(path);
    return globs.some((glob) => glob.matches(folded));
  };
}

/** Return what matches one pattern, or undefined where that makes no sense. */
export function compile(pattern: string): Glob | undefined {
  if (!pattern || pattern.length > LONGEST_PATTERN) {
    return undefined;
  }
  const forward = pattern.replaceAll('\\', '/').replace(/\/{2,}/g, '/');
  const folder = forward.endsWith('/') ? `${forward}**` : forward;
  // A path begins with a slash, or on Windows with a drive: a relative pattern may begin anywhere.
  const anchored = /^(?:\/|[A-Za-z]:\/|\*\*\/)/.test(folder) ? folder : `**/${folder}`;
  try {
    return new Glob(parse(anchored));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Whether one character of a path will do. */
type Fits = (character: string) => boolean;

/** A piece of a pattern: one character, any number of them, or one of several sequences. */
type Part =
  | { is: 'one'; fits: Fits }
  | { is: 'many'; fits: Fits }
  | { is: 'either'; sequences: Part[][] };

const anything: Fits = () => true;
const withinName: Fits = (character) => character !== '/';

function literally(wanted: string): Part {
  return { is: 'one', fits: (character) => character === wanted };
}

const TOKEN = /\*{2,}\/|\*{2,}|\[[!^]?[^\]/]+\]|./gs;

/** Return a pattern's parts; a `SyntaxError` says that it makes no sense. */
function parse(pattern: string): Part[] {
  const all: Part[] = [];
  /** What the braces offer that are open here. */
  const open: Part[][][] = [];
  const lastBrace = pattern.lastIndexOf('}');
  for (const { 0: token, index } of pattern.matchAll(TOKEN)) {
    const offered = open.at(-1);
    const sequence = offered?.at(-1) ?? all;
    if (token === '{' && index < lastBrace) {
      const sequences: Part[][] = [[]];
      sequence.push({ is: 'either', sequences });
      open.push(sequences);
    } else if (token === '}' && offered) {
      open.pop();
    } else if (token === ',' && offered) {
      offered.push([]);
    } else {
      sequence.push(partOf(token));
    }
  }
  if (open.length > 0) {
    throw new SyntaxError('a brace is not closed');
  }
  return all;
}

function partOf(token: string): Part {
  if (token.startsWith('**')) {
    const many: Part = { is: 'many', fits: anything };
    // Before a slash: nothing, or whole folders.
    return token.endsWith('/') ? { is: 'either', sequences: [[], [many, literally('/')]] } : many;
  }
  if (token === '*' || token === '?') {
    return { is: token === '*' ? 'many' : 'one', fits: withinName };
  }
  return token.length > 1 ? oneOf(token.slice(1, -1)) : literally(token);
}

/** One character of a set, as `a-z`; or none of it, as `!a-z`. */
function oneOf(set: string): Part {
  const [, not, members = ''] = /^([!^]?)(.+)$/s.exec(set) ?? [];
  const among = new RegExp(`[${not ? '^' : ''}${members.replace(/[\\^]/g, '\\$&')}]`, 's');
  return { is: 'one', fits: (character) => among.test(character) };
}

/** A place in a pattern, and where it leads: with a character that fits, or at once where none is asked. */
interface Place {
  fits: Fits | undefined;
  to: Place[];
  /** The last step at which it was entered. */
  entered: number;
}

/** One pattern. */
export class Glob {
  /** Places that were entered so far: what it all cost. */
  steps = 0;
  readonly #start: Place;
  readonly #end = place(undefined);
  #now = 0;

  constructor(parts: Part[]) {
    this.#start = linked(parts, this.#end);
  }

  matches(path: string): boolean {
    let places: Place[] = [];
    this.#now += 1;
    this.#enter(this.#start, places);
    for (const character of path.split('')) {
      if (places.length === 0) {
        return false;
      }
      const before = places;
      places = [];
      this.#now += 1;
      for (const { fits, to } of before) {
        if (fits?.(character)) {
          this.#enterAll(to, places);
        }
      }
    }
    return this.#end.entered === this.#now;
  }

  #enterAll(to: Place[], places: Place[]): void {
    for (const one of to) {
      this.#enter(one, places);
    }
  }

  /** Go to a place and on to all that need no character; each once a step. */
  #enter(one: Place, places: Place[]): void {
    if (one.entered === this.#now) {
      return;
    }
    one.entered = this.#now;
    this.steps += 1;
    if (one.fits) {
      places.push(one);
    } else {
      this.#enterAll(one.to, places);
    }
  }
}

function place(fits: Fits | undefined, ...to: Place[]): Place {
  return { fits, to, entered: 0 };
}

/** Return the place where a sequence begins that leads to another one. */
function linked(parts: Part[], end: Place): Place {
  return parts.reduceRight((next, part) => linkedPart(part, next), end);
}

function linkedPart(part: Part, next: Place): Place {
  if (part.is === 'one') {
    return place(part.fits, next);
  }
  if (part.is === 'either') {
    return place(undefined, ...part.sequences.map((sequence) => linked(sequence, next)));
  }
  const again = place(undefined, next);
  again.to.push(place(part.fits, again));
  return again;
}
