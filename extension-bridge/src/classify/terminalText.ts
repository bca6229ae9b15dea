/** What a terminal shows, as plain lines: escape sequences, colours and overwriting taken away. */

/** A longer line is data or a bar of progress; no runner writes its counts in one. */
const LINE_LENGTH = 4_096;

/** A cursor that is moved forward stands for blanks: at most as wide as a terminal. */
const BLANKS = 512;

/**
 * Operating system commands up to BEL or ESC \, control sequences, and other escapes. Each
 * alternative stops at the next escape, so the time is linear whatever comes.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const ESCAPES = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[([0-?]*)[ -/]*([@-~])|\x1b[ -/]*[0-~]?/g;

/** The lines of an output. */
export function plainLines(output: string): string[] {
  return output
    .replace(ESCAPES, (_, parameter: string | undefined, final: string | undefined) =>
      instead(parameter ?? '', final),
    )
    .split(/[\r\n]+/)
    .filter((line) => line.length <= LINE_LENGTH);
}

/** What a sequence leaves on the screen: blanks, the beginning of another line, or nothing. */
function instead(parameter: string, final: string | undefined): string {
  if (final === 'C') {
    return ' '.repeat(Math.min(BLANKS, Number.parseInt(parameter, 10) || 1));
  }
  return final !== undefined && 'BEHf'.includes(final) ? '\n' : '';
}

/**
 * The lines as they were before a terminal broke those that were too wide: a line as long as the
 * longest one goes on in the next.
 */
export function unwrapped(lines: readonly string[]): string[] {
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const whole: string[] = [];
  let start = '';
  for (const line of lines) {
    if (line.length === width && start.length < LINE_LENGTH) {
      start += line;
    } else {
      whole.push(start + line);
      start = '';
    }
  }
  return start === '' ? whole : [...whole, start];
}
