/** Puts what the daemon says on stderr, and what programs print, into the log by level. */

/** What we need of a `LogOutputChannel`. */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** Time, process, level, logger, message: the channel adds a time of its own. */
const LINE = /^[\d-]+ [\d:,]+ \d+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)$/;

const LEVELS: Record<string, Level> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'error',
};

/** Return level and text of one line of the daemon's stderr; what is no log line is a warning. */
export function levelOf(line: string): { level: Level; text: string } {
  const [, name, text] = LINE.exec(line) ?? [];
  const level = name === undefined ? undefined : LEVELS[name];
  return level === undefined || text === undefined
    ? { level: 'warn', text: line }
    : { level, text };
}

/** Cuts text that comes in pieces into lines. */
export class Lines {
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#say(line);
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.#say(this.#rest);
    this.#rest = '';
  }

  #say(line: string): void {
    if (line.trim()) {
      this.#take(line);
    }
  }
}
