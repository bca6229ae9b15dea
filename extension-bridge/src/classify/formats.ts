/**
 * How test runners end their output: a table of the lines that hold counts. The formats are those
 * of recorded outputs (`test/classify/outputs`); where none could be recorded, those that sources
 * and published outputs show.
 */

/**
 * The counts are in the groups, as numbers with words. A line is matched up to its end, where it
 * may be long: a terminal may have broken it.
 */
export interface Format {
  line: RegExp;
  /** Each line is a run of its own, several add up, or the lines of a block belong together. */
  takes: 'last' | 'sum' | 'block';
  /** The line that a block begins with; none counts before it. */
  begins?: RegExp;
}

export const FORMATS: readonly Format[] = [
  // pytest
  {
    line: /^=*\s*(\d+ (?!tests? collected)[a-z]+(?: [a-z]+)*(?:, \d+ [a-z]+(?: [a-z]+)*)*|no tests ran) in \d[\d.]*s\b/,
    takes: 'last',
  },
  // unittest
  {
    line: /^(?:Ran (\d+ tests?) in |(?:OK|FAILED) \((.*)\)$)/,
    takes: 'block',
    begins: /^Ran \d+ tests? in /,
  },
  // jest
  { line: /^Tests:\s+((?:\d+ [a-z]+, )*\d+ total)$/, takes: 'last' },
  // vitest
  { line: /^\s*Tests\s+(\d+ [a-z]+.* \(\d+\)|no tests)$/, takes: 'last' },
  // Pest and Artisan: Collision's printer.
  { line: /^\s*Tests:\s+(\d+ [a-z]+.*) \(\d+ assertions?\)$/, takes: 'last' },
  // mocha
  {
    line: /^\s+(\d+ (?:passing|pending|failing))\b/,
    takes: 'block',
    begins: /^\s+\d+ passing\b/,
  },
  // node
  {
    line: /^(?:ℹ|#)\s+((?:tests|pass|fail|cancelled)\s+\d+)$/,
    takes: 'block',
    begins: /^(?:ℹ|#)\s+tests\s+\d+$/,
  },
  // ava: lib/reporters/default.js; it does not tell what passed where something failed.
  {
    line: /^\s*(\d+ (?:tests?|hooks?) (?:passed|failed|skipped))\b/,
    takes: 'block',
    begins: /^\s*\d+ (?:tests?|hooks?) (?:passed|failed)\b/,
  },
  // jasmine
  { line: /^(\d+ specs?, \d+ failures?.*)$/, takes: 'last' },
  // Playwright
  {
    line: /^\s+(\d+ (?:passed|failed|flaky|skipped|interrupted))\b/,
    takes: 'block',
    begins: /^Running \d+ tests? using \d+ workers?/,
  },
  // cargo
  {
    line: /^test result: \w+\. (\d+ passed; \d+ failed; .*) filtered out\b/,
    takes: 'sum',
  },
  // nextest: nextest-runner/src/reporter/displayer.
  {
    line: /^\s*Summary \[.*\] .*tests? run: (\d+ passed.*) skipped$/,
    takes: 'last',
  },
  // gotestsum
  { line: /^DONE (\d+ tests?.*) in /, takes: 'last' },
  // Maven: DefaultReporterFactory of Surefire; the lines of its classes go on with a time.
  {
    line: /^(?:\[\w+\] )?\s*(Tests run: \d+, Failures: \d+, Errors: \d+(?:, Skipped: \d+)?)\s*$/,
    takes: 'sum',
  },
  // Gradle: TestCountLogger; it is silent where all is well.
  { line: /^(\d+ tests? completed(?:, .*)?)$/, takes: 'sum' },
  // .NET: the console logger of VSTest, the SDK's terminal logger, Microsoft.Testing.Platform.
  {
    line: /^\s*(?:Passed|Failed|Skipped)!\s+-\s+(Failed:\s*\d+, Passed:\s*\d+)/,
    takes: 'sum',
  },
  {
    line: /^Test summary: (total: \d+, failed: \d+, succeeded: \d+)/,
    takes: 'last',
  },
  {
    line: /^\s*((?:total|failed|succeeded|skipped|error|Total tests|Passed|Failed|Skipped): \d+)\s*$/,
    takes: 'block',
    begins: /^(?:Test run summary: |Total tests: \d+)/,
  },
  // RSpec: the summary notification of rspec-core.
  { line: /^(\d+ examples?, \d+ failures?.*)$/, takes: 'last' },
  // Minitest: SummaryReporter; test-unit says "tests".
  { line: /^(\d+ (?:runs|tests), )\d+ assertions, (.*)$/, takes: 'last' },
  // PHPUnit: its ResultPrinter.
  {
    line: /^(?:OK \((\d+ tests?), |(Tests: \d+), Assertions: \d+(.*)$)/,
    takes: 'last',
  },
  // mix: ExUnit.CLIFormatter.
  {
    line: /^((?:\d+ (?:doctests?|tests?|propert(?:y|ies)), )+\d+ failures?(?:, .*)?)/,
    takes: 'last',
  },
  // deno
  { line: /^(?:ok|FAILED) \| (\d+ passed.*) \(\d+m?s?[^)]*\)$/, takes: 'last' },
  // bun
  {
    line: /^\s?(\d+ (?:pass|fail|skip|todo))$/,
    takes: 'block',
    begins: /^\s?\d+ pass$/,
  },
];
