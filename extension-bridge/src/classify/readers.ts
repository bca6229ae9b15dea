/**
 * Readers of a runner's output, line by line: one for each format of the table, and those of
 * runners whose counts are no numbers with words.
 */

import { FORMATS, type Format } from './formats.ts';
import { type Counts, Tally } from './tally.ts';

export interface Reader {
  /** Take in a line; return whether it was one of this format. */
  read(line: string): boolean;
  readonly counts: Counts;
}

export function readers(): Reader[] {
  return [
    ...FORMATS.map((format) => new Table(format)),
    new Go(),
    new Ctest(),
    new Swift(),
    new Flutter(),
    new Tap(),
  ];
}

class Table implements Reader {
  readonly #format: Format;
  #sum: Counts = { passed: 0, failed: 0 };
  #tally = new Tally();
  #begun = false;

  constructor(format: Format) {
    this.#format = format;
  }

  get counts(): Counts {
    return this.#format.takes === 'sum' ? this.#sum : this.#tally.counts;
  }

  read(line: string): boolean {
    const { takes, begins } = this.#format;
    if (takes === 'block' && begins?.test(line)) {
      this.#begun = true;
      this.#tally = new Tally();
    }
    const found = this.#format.line.exec(line);
    if (found === null || (takes === 'block' && !this.#begun)) {
      return false;
    }
    if (takes !== 'block') {
      this.#tally = new Tally();
    }
    for (const text of found.slice(1)) {
      this.#tally.set(text ?? '');
    }
    this.#sum = sum(this.#sum, this.#tally.counts);
    return true;
  }
}

function sum(one: Counts, other: Counts): Counts {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed };
}

/**
 * `go test` counts nothing itself. With -v and -json each test has its verdict; else only the
 * packages have. A package that does not build has no tests and is a failure all the same.
 */
class Go implements Reader {
  #tests: Counts = { passed: 0, failed: 0 };
  #packages: Counts = { passed: 0, failed: 0 };
  #unbuilt = 0;
  #verbose = false;

  get counts(): Counts {
    const { passed, failed } = this.#tests;
    return this.#verbose ? { passed, failed: failed + this.#unbuilt } : this.#packages;
  }

  read(line: string): boolean {
    return this.#readTest(line) || this.#readPackage(line) || this.#readJson(line);
  }

  #readTest(line: string): boolean {
    const [found, verdict] = /^\s*--- (PASS|FAIL|SKIP): /.exec(line) ?? [];
    this.#verbose ||= verdict === 'PASS' || line.startsWith('=== RUN ');
    this.#tests.passed += verdict === 'PASS' ? 1 : 0;
    this.#tests.failed += verdict === 'FAIL' ? 1 : 0;
    return found !== undefined;
  }

  #readPackage(line: string): boolean {
    const [found, verdict, reason] =
      /^(ok|FAIL)\s+\S+\s+(\[\w+ failed\]|[\d.]+s|\(cached\))/.exec(line) ?? [];
    this.#packages.passed += verdict === 'ok' ? 1 : 0;
    this.#packages.failed += verdict === 'FAIL' ? 1 : 0;
    this.#unbuilt += reason?.startsWith('[') ? 1 : 0;
    return found !== undefined;
  }

  #readJson(line: string): boolean {
    const [found, verdict] = /^\{"Time":.*"Action":"(pass|fail|skip)"/.exec(line) ?? [];
    const isTest = line.includes('"Test":"');
    this.#verbose ||= found !== undefined;
    this.#tests.passed += isTest && verdict === 'pass' ? 1 : 0;
    this.#tests.failed += isTest && verdict === 'fail' ? 1 : 0;
    this.#unbuilt += !isTest && verdict === 'fail' && line.includes('"FailedBuild":"') ? 1 : 0;
    return found !== undefined;
  }
}

class Ctest implements Reader {
  counts: Counts = { passed: 0, failed: 0 };

  read(line: string): boolean {
    const found = /^\d+% tests passed,?(?: (\d+) tests? failed)? out of (\d+)/.exec(line);
    if (found === null) {
      return false;
    }
    const failed = Number(found[1] ?? 0);
    this.counts = { passed: Number(found[2]) - failed, failed };
    return true;
  }
}

/** XCTest and Swift Testing, which `swift test` runs one after the other, each with a summary. */
class Swift implements Reader {
  #xctest: Counts = { passed: 0, failed: 0 };
  #testing: Counts = { passed: 0, failed: 0 };
  #failed = 0;

  get counts(): Counts {
    return sum(this.#xctest, this.#testing);
  }

  read(line: string): boolean {
    const found = /Executed (\d+) tests?, with (?:(\d+) tests? skipped and )?(\d+) failures?/.exec(
      line,
    );
    if (found !== null) {
      // Failures are assertions; a test may have several.
      const [total, skipped, failures] = found.slice(1).map((number) => Number(number ?? 0));
      this.#xctest = ofTotal((total ?? 0) - (skipped ?? 0), failures ?? 0);
      return true;
    }
    return this.#readTesting(line);
  }

  #readTesting(line: string): boolean {
    if (/^\S+\s+Test (?!run ).* failed after /.test(line)) {
      this.#failed += 1;
    }
    const found = /Test run with (\d+) tests?(?: in \d+ suites?)? (passed|failed) after/.exec(line);
    if (found === null) {
      return false;
    }
    const failed = found[2] === 'failed' ? Math.max(1, this.#failed) : 0;
    this.#testing = ofTotal(Number(found[1]), failed);
    this.#failed = 0;
    return true;
  }
}

function ofTotal(total: number, failures: number): Counts {
  const failed = Math.min(total, failures);
  return { passed: total - failed, failed };
}

/** The compact and expanded reporters of package:test: "00:02 +5 ~1 -2: Some tests failed." */
class Flutter implements Reader {
  counts: Counts = { passed: 0, failed: 0 };

  read(line: string): boolean {
    const found = /^\d\d:\d\d \+(\d{1,9})(?: ~\d+)?(?: -(\d{1,9}))?: /.exec(line);
    if (found === null) {
      return false;
    }
    this.counts = { passed: Number(found[1]), failed: Number(found[2] ?? 0) };
    return true;
  }
}

/** TAP without the comments that most producers end with: the leaves of the tree are the tests. */
class Tap implements Reader {
  counts: Counts = { passed: 0, failed: 0 };
  #begun = false;

  read(line: string): boolean {
    if (/^(?:TAP version \d+|1\.\.\d+)/.test(line)) {
      this.#begun = true;
      return false;
    }
    const found = /^\s*(not ok|ok)\b(?!.*(?:# (?:skip|todo)|\{$))/i.exec(line);
    if (found === null || !this.#begun) {
      return false;
    }
    this.counts = sum(
      this.counts,
      found[1] === 'ok' ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
    );
    return true;
  }
}
