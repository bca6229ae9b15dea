/**
 * How test runners end their output: a table of the lines that hold counts. The formats were seen
 * at the runners themselves, or taken from their sources where a comment says so.
 */

/**
 * The counts are in the groups, as numbers with words. A line is matched up to its end, where it
 * may be long: a terminal may have broken it.
 */
export interface Format {
  name: string;
  line: RegExp;
  /** Each line is a run of its own, several add up, or the lines of a block belong together. */
  takes: 'last' | 'sum' | 'block';
  /** The line that a block begins with; none counts before it. */
  begins?: RegExp;
}

export const FORMATS: readonly Format[] = [
  {
    name: 'pytest',
    line: /^=*\s*(\d+ (?!tests? collected)[a-z]+(?: [a-z]+)*(?:, \d+ [a-z]+(?: [a-z]+)*)*|no tests ran) in \d[\d.]*s\b/,
    takes: 'last',
  },
  {
    name: 'unittest',
    line: /^(?:Ran (\d+ tests?) in |(?:OK|FAILED) \((.*)\)$)/,
    takes: 'block',
    begins: /^Ran \d+ tests? in /,
  },
  { name: 'jest', line: /^Tests:\s+((?:\d+ [a-z]+, )*\d+ total)$/, takes: 'last' },
  { name: 'vitest', line: /^\s*Tests\s+(\d+ [a-z]+.* \(\d+\)|no tests)$/, takes: 'last' },
  // Collision's printer.
  { name: 'pest', line: /^\s*Tests:\s+(\d+ [a-z]+.*) \(\d+ assertions?\)$/, takes: 'last' },
  {
    name: 'mocha',
    line: /^\s+(\d+ (?:passing|pending|failing))\b/,
    takes: 'block',
    begins: /^\s+\d+ passing\b/,
  },
  {
    name: 'node',
    line: /^(?:ℹ|#)\s+((?:tests|pass|fail|cancelled)\s+\d+)$/,
    takes: 'block',
    begins: /^(?:ℹ|#)\s+tests\s+\d+$/,
  },
  // lib/reporters/default.js of ava; it does not tell what passed where something failed.
  {
    name: 'ava',
    line: /^\s*(\d+ (?:tests?|hooks?) (?:passed|failed|skipped))\b/,
    takes: 'block',
    begins: /^\s*\d+ (?:tests?|hooks?) (?:passed|failed)\b/,
  },
  { name: 'jasmine', line: /^(\d+ specs?, \d+ failures?.*)$/, takes: 'last' },
  // packages/playwright/src/reporters/base.ts of playwright.
  {
    name: 'playwright',
    line: /^\s+(\d+ (?:passed|failed|flaky|skipped|interrupted))\b/,
    takes: 'block',
    begins: /^Running \d+ tests? using \d+ workers?/,
  },
  {
    name: 'cargo',
    line: /^test result: \w+\. (\d+ passed; \d+ failed; .*) filtered out\b/,
    takes: 'sum',
  },
  // nextest-runner/src/reporter/displayer of nextest.
  {
    name: 'nextest',
    line: /^\s*Summary \[.*\] .*tests? run: (\d+ passed.*) skipped$/,
    takes: 'last',
  },
  { name: 'gotestsum', line: /^DONE (\d+ tests?.*) in /, takes: 'last' },
  // StatelessTestsetInfoReporter and DefaultReporterFactory of Maven's Surefire.
  {
    name: 'maven',
    line: /^(?:\[\w+\] )?\s*(Tests run: \d+, Failures: \d+, Errors: \d+(?:, Skipped: \d+)?)\s*$/,
    takes: 'sum',
  },
  // TestCountLogger of Gradle; it is silent where all is well.
  { name: 'gradle', line: /^(\d+ tests? completed(?:, .*)?)$/, takes: 'sum' },
  // The console loggers of VSTest, of the SDK's terminal logger and of Microsoft.Testing.Platform.
  {
    name: 'vstest',
    line: /^\s*(?:Passed|Failed|Skipped)!\s+-\s+(Failed:\s*\d+, Passed:\s*\d+)/,
    takes: 'sum',
  },
  {
    name: 'dotnet',
    line: /^Test summary: (total: \d+, failed: \d+, succeeded: \d+)/,
    takes: 'last',
  },
  {
    name: 'testing platform',
    line: /^\s*((?:total|failed|succeeded|skipped|error|Total tests|Passed|Failed|Skipped): \d+)\s*$/,
    takes: 'block',
    begins: /^(?:Test run summary: |Total tests: \d+)/,
  },
  // rspec-core's summary_notification.
  { name: 'rspec', line: /^(\d+ examples?, \d+ failures?.*)$/, takes: 'last' },
  // Minitest's SummaryReporter; test-unit says "tests".
  { name: 'minitest', line: /^(\d+ (?:runs|tests), )\d+ assertions, (.*)$/, takes: 'last' },
  // ResultPrinter of PHPUnit.
  {
    name: 'phpunit',
    line: /^(?:OK \((\d+ tests?), |(Tests: \d+), Assertions: \d+(.*)$)/,
    takes: 'last',
  },
  // ExUnit.CLIFormatter.
  {
    name: 'mix',
    line: /^((?:\d+ (?:doctests?|tests?|propert(?:y|ies)), )+\d+ failures?(?:, .*)?)/,
    takes: 'last',
  },
  { name: 'deno', line: /^(?:ok|FAILED) \| (\d+ passed.*) \(\d+m?s?[^)]*\)$/, takes: 'last' },
  {
    name: 'bun',
    line: /^\s?(\d+ (?:pass|fail|skip|todo))$/,
    takes: 'block',
    begins: /^\s?\d+ pass$/,
  },
];
