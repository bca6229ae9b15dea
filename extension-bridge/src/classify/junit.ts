/**
 * Counts the tests of a JUnit report in one pass over its tags. Nothing is expanded, no document
 * is built and no text is kept, so a hostile file costs no more than its length.
 */

import type { Counts } from './tally.ts';

interface Tag {
  /** Without its namespace. */
  name: string;
  closes: boolean;
  /** `<a/>`: it has no end of its own. */
  empty: boolean;
  /** Whole numbers among the attributes of a suite. */
  numbers: ReadonlyMap<string, number>;
}

const SUITES = new Set(['testsuite', 'testsuites']);

/** What is no element, and how it ends. */
const SKIPPED: readonly [start: string, end: string][] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

const NO_NUMBERS: ReadonlyMap<string, number> = new Map();

/** Counts of a report, or undefined where the text is none. */
export function countJUnit(xml: string): Counts | undefined {
  const suites = new Suites();
  for (const tag of tagsOf(xml)) {
    suites.take(tag);
  }
  return suites.counts;
}

/** A suite's numbers hold for the suites within it; without any, the test cases are counted. */
class Suites {
  #depth = 0;
  /** The depth of the suite whose numbers were taken. */
  #counted: number | undefined;
  #suites: Counts = { passed: 0, failed: 0 };
  #cases: Counts = { passed: 0, failed: 0 };
  #verdict: 'passed' | 'failed' | 'skipped' | undefined;
  #isReport = false;
  #hasNumbers = false;

  get counts(): Counts | undefined {
    if (!this.#isReport) {
      return undefined;
    }
    return this.#hasNumbers ? this.#suites : this.#cases;
  }

  take(tag: Tag): void {
    if (SUITES.has(tag.name)) {
      this.#takeSuite(tag);
    } else if (tag.name === 'testcase') {
      this.#takeCase(tag);
    } else if (this.#verdict !== undefined && (tag.name === 'failure' || tag.name === 'error')) {
      this.#verdict = 'failed';
    } else if (this.#verdict === 'passed' && tag.name === 'skipped') {
      this.#verdict = 'skipped';
    }
  }

  #takeSuite(tag: Tag): void {
    this.#isReport = true;
    if (!tag.closes) {
      this.#depth += 1;
      this.#takeNumbers(tag.numbers);
    }
    if (tag.closes || tag.empty) {
      if (this.#counted === this.#depth) {
        this.#counted = undefined;
      }
      this.#depth -= 1;
    }
  }

  #takeNumbers(numbers: ReadonlyMap<string, number>): void {
    const of = (name: string): number => numbers.get(name) ?? 0;
    const says = numbers.has('tests') && (numbers.has('failures') || numbers.has('errors'));
    if (this.#counted !== undefined || !says) {
      return;
    }
    this.#counted = this.#depth;
    this.#hasNumbers = true;
    const failed = of('failures') + of('errors');
    const skipped = of('skipped') + of('skip') + of('skips') + of('disabled') + of('ignored');
    this.#suites.failed += failed;
    this.#suites.passed += Math.max(0, of('tests') - failed - skipped);
  }

  #takeCase(tag: Tag): void {
    if (!tag.closes) {
      this.#verdict = 'passed';
    }
    if (tag.closes || tag.empty) {
      if (this.#verdict === 'passed' || this.#verdict === 'failed') {
        this.#cases[this.#verdict] += 1;
      }
      this.#verdict = undefined;
    }
  }
}

function* tagsOf(xml: string): Generator<Tag> {
  let at = xml.indexOf('<');
  while (at >= 0) {
    const end = endOf(xml, at);
    if (end < 0) {
      return;
    }
    if (/[\w/]/.test(xml.charAt(at + 1))) {
      yield tagOf(xml.slice(at + 1, end));
    }
    at = xml.indexOf('<', end);
  }
}

/** Where what begins here ends: at its last character. */
function endOf(xml: string, at: number): number {
  for (const [start, end] of SKIPPED) {
    if (xml.startsWith(start, at)) {
      const found = xml.indexOf(end, at + start.length);
      return found < 0 ? -1 : found + end.length - 1;
    }
  }
  return endOfTag(xml, at + 1);
}

/** The next `>` that is not within quotes, nor within the brackets of a document type. */
function endOfTag(xml: string, from: number): number {
  let at = from;
  while (at < xml.length) {
    const char = xml.charAt(at);
    if (char === '>') {
      return at;
    }
    if (char === '"' || char === "'" || char === '[') {
      at = xml.indexOf(char === '[' ? ']' : char, at + 1);
      if (at < 0) {
        return -1;
      }
    }
    at += 1;
  }
  return -1;
}

/** `text` is a tag without its angle brackets. */
function tagOf(text: string): Tag {
  const closes = text.startsWith('/');
  const [, name = ''] = /^\/?(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(0, NAME_LENGTH)) ?? [];
  const numbers = SUITES.has(name) && !closes ? numbersIn(text) : NO_NUMBERS;
  return { name, closes, empty: text.endsWith('/'), numbers };
}

/** No name that matters, with its namespace, is longer. */
const NAME_LENGTH = 128;

/** An attribute: its name, without a namespace, and its value in either quotes. Bounded before the
 * quotes, as a name that goes on for ever would be tried from each of its characters. */
const ATTRIBUTE = /([\w.-]{1,64})\s{0,16}=\s{0,16}(?:"([^"]*)"|'([^']*)')/g;

function numbersIn(text: string): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) {
    const value = (double ?? single ?? '').trim();
    if (/^\d{1,9}$/.test(value)) {
      numbers.set(name, Number(value));
    }
  }
  return numbers;
}
