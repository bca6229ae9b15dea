/**
 * Splits a command line into its simple commands, each a list of words, as far as that is alike
 * in the shells of all systems. It expands nothing, runs nothing, and is done in one pass.
 */

/** Characters that are looked at: what is longer was pasted, and its beginning says enough. */
export const LINE_LENGTH = 4_096;

/** What a backslash quotes; elsewhere it is a folder's separator on Windows. */
const QUOTED = new Set(' \t\n\\"\'`$;&|()<>#*?');

const SPACE = /\s/;

/** The end of a simple command. */
const BREAK = /[;&|\n(){}]/;

class Splitter {
  readonly #line: string;
  #at = 0;
  #word: string | undefined;
  #words: string[] = [];
  #commands: string[][] = [];
  /** The next word is a file that is written or read. */
  #redirected = false;
  /** What follows this line is a text for the command, not a command. */
  #hereText = false;

  constructor(line: string) {
    this.#line = line.slice(0, LINE_LENGTH);
  }

  split(): string[][] {
    while (this.#at < this.#line.length && !(this.#hereText && this.#line[this.#at] === '\n')) {
      this.#step(this.#line.charAt(this.#at++));
    }
    this.#endCommand();
    return this.#commands;
  }

  #step(char: string): void {
    if (char === '"' || char === "'") {
      this.#quote(char);
    } else if (char === '\\' && /^\r?\n/.test(this.#line.slice(this.#at, this.#at + 2))) {
      this.#at = this.#line.indexOf('\n', this.#at) + 1;
    } else if (char === '\\' && QUOTED.has(this.#line.charAt(this.#at))) {
      this.#add(this.#line.charAt(this.#at++));
    } else if (char === '>' || char === '<') {
      this.#redirect();
    } else if (char === '#' && this.#word === undefined) {
      this.#comment();
    } else if (BREAK.test(char) && !this.#isPartOfWord(char)) {
      this.#endCommand();
    } else if (SPACE.test(char)) {
      this.#endWord();
    } else {
      this.#add(char);
    }
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  /** `a{b,c}` and `${x}` are words; a brace of its own groups commands. */
  #isPartOfWord(char: string): boolean {
    return (char === '{' || char === '}') && this.#word !== undefined;
  }

  #quote(mark: string): void {
    this.#add('');
    while (this.#at < this.#line.length) {
      const char = this.#line.charAt(this.#at++);
      if (char === mark) {
        return;
      }
      const next = this.#line.charAt(this.#at);
      if (char === '\\' && mark === '"' && (next === '"' || next === '\\')) {
        this.#at++;
        this.#add(next);
      } else {
        this.#add(char);
      }
    }
  }

  #redirect(): void {
    // `2>` is no argument "2".
    if (this.#word !== undefined && /^\d$/.test(this.#word)) {
      this.#word = undefined;
    }
    this.#endWord();
    this.#hereText ||= this.#line.startsWith('<', this.#at);
    while ('<>&|-'.includes(this.#line.charAt(this.#at)) && this.#at < this.#line.length) {
      this.#at++;
    }
    this.#redirected = true;
  }

  #comment(): void {
    const end = this.#line.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#line.length : end;
  }

  #endWord(): void {
    if (this.#word !== undefined && !this.#redirected) {
      this.#words.push(this.#word);
    }
    this.#redirected &&= this.#word === undefined;
    this.#word = undefined;
  }

  #endCommand(): void {
    this.#endWord();
    this.#redirected = false;
    if (this.#words.length > 0) {
      this.#commands.push(this.#words);
    }
    this.#words = [];
  }
}

/** The simple commands of a line, quotes and redirections taken away. */
export function simpleCommands(line: string): string[][] {
  return new Splitter(line).split();
}
