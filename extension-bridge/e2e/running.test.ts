/** Test runs, commands, the debugger and notebooks: outcomes arrive in numbers, each counted once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandClass, Kind, Stop } from '../src/wire/protocol.ts';
import { driven } from './driven.ts';

const tests = (body: string) => `const test = require('node:test');\n${body}\n`;
const task = (label: string) => ({
  label,
  type: 'shell',
  command: `node --test ${label}.test.js`,
  group: 'test',
  problemMatcher: [],
});
const cell = (source: string) => ({
  cell_type: 'code',
  source: [source],
  metadata: {},
  outputs: [],
  execution_count: null,
});

const code = driven({
  name: 'running',
  agreed: true,
  companion: true,
  files: {
    'red.test.js': tests(
      "test('a', () => {}); test('b', () => { throw 1; }); test('c', () => { throw 1; });",
    ),
    'green.test.js': tests("test('a', () => {}); test('b', () => {});"),
    'crash.js': 'let a = 1;\na += 1;\nthrow new Error("no");\n',
    '.vscode/tasks.json': JSON.stringify({ version: '2.0.0', tasks: ['red', 'green'].map(task) }),
    '.vscode/launch.json': JSON.stringify({
      version: '0.2.0',
      configurations: [
        {
          name: 'crash',
          type: 'node',
          request: 'launch',
          program: `\${workspaceFolder}/crash.js`,
          console: 'internalConsole',
        },
      ],
    }),
    'cells.ipynb': JSON.stringify({
      cells: [cell('1'), cell('raise')],
      metadata: { language_info: { name: 'python' } },
      nbformat: 4,
      nbformat_minor: 5,
    }),
  },
});

test('A failing test task says how many tests passed and failed.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.command('Tasks: Run Task', 'red');
  const { a, b, c } = await next.first(Kind.testRun);
  assert.deepEqual({ passed: a, failed: b }, { passed: 1, failed: 2 });
  assert.ok(c > 0, 'it took some time');
});

test('A passing test task does, too.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.command('Tasks: Run Task', 'green');
  const { a, b } = await next.first(Kind.testRun);
  assert.deepEqual({ passed: a, failed: b }, { passed: 2, failed: 0 });
  assert.deepEqual(next.of(Kind.testRun).length, 1, 'once, though a task runs in a terminal');
});

test('Terminal commands are told by class and exit code, each once.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  const told = () => next.of(Kind.commandExecuted).map(({ a, b }) => [a, b]);
  await window.terminal('true');
  await next.first(Kind.commandExecuted, ({ b }) => b === 0);
  await window.terminal("sh -c 'exit 7'");
  await next.first(Kind.commandExecuted, ({ b }) => b === 7);
  await window.terminal('git status');
  await next.first(Kind.commandExecuted, ({ a }) => a === CommandClass.versionControl);
  assert.deepEqual(told(), [
    [CommandClass.other, 0],
    [CommandClass.other, 7],
    [CommandClass.versionControl, 0],
  ]);
});

test('Tests that are run in the terminal are one test run.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.terminal('node --test red.test.js');
  const { a, b } = await next.first(Kind.testRun);
  assert.deepEqual({ passed: a, failed: b }, { passed: 1, failed: 2 });
  await window.terminal('true');
  await next.first(Kind.commandExecuted, ({ a, b }) => a === CommandClass.other && b === 0);
  assert.equal(next.of(Kind.testRun).length, 1);
});

test('A breakpoint set by a click is told, and so is its end.', async () => {
  const { window, daemon } = code();
  await window.open('crash.js');
  const next = daemon.next;
  await window.clickMargin(2);
  const set = await next.first(Kind.breakpointChanged);
  assert.deepEqual([set.a, set.b], [1, 1]);
  await window.clickMargin(2);
  const cleared = await next.first(Kind.breakpointChanged, ({ a }) => a < 0);
  assert.deepEqual([cleared.a, cleared.b], [-1, 0]);
});

test('A debug session says that it began, and for how many seconds it ran.', async () => {
  const { window, daemon } = code();
  const next = daemon.next;
  await window.press('F5');
  const started = await next.first(Kind.debugStarted);
  const ended = await next.first(Kind.debugStopped);
  assert.equal(ended.a, started.a);
  assert.ok(Math.abs(ended.c - (ended.at - started.at) / 1000) <= 1);
});

test('A stop at an exception is told as one, and no session below the session is.', async () => {
  const { window, daemon } = code();
  // VS Code has known what can be stopped at since the first session.
  await window.command('Run and Debug: Focus on Breakpoints View');
  const uncaught = window.page.locator('.debug-breakpoints .monaco-list-row', {
    hasText: 'Uncaught Exceptions',
  });
  await uncaught.getByRole('checkbox').first().click();
  const next = daemon.next;
  await window.press('F5');
  const started = await next.first(Kind.debugStarted);
  const stopped = await next.first(Kind.debugPaused);
  assert.deepEqual([stopped.a, stopped.c], [started.a, Stop.exception]);
  await window.page.locator('.debug-toolbar').waitFor();
  await window.screenshot('running-exception');
  await window.press('Shift+F5');
  const ended = await next.first(Kind.debugStopped);
  assert.equal(ended.a, started.a);
  const counted = [Kind.debugStarted, Kind.debugPaused, Kind.debugStopped];
  assert.deepEqual(
    counted.map((kind) => next.of(kind).length),
    [1, 1, 1],
  );
});

test("A notebook's cells say whether they ran well.", async () => {
  const { window, daemon } = code();
  await window.command('View: Show Explorer');
  await window.page.locator('.explorer-folders-view').getByText('cells.ipynb').dblclick();
  await window.page.locator('.notebook-editor .cell').first().waitFor();
  const next = daemon.next;
  await window.command('Notebook: Run All');
  await next.first(Kind.notebookRun, ({ a }) => a === 0);
  assert.deepEqual(
    next.of(Kind.notebookRun).map(({ a }) => a),
    [1, 0],
  );
});
