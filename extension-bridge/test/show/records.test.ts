import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amountIn, line, newest, pagesIn } from '../../src/show/records.ts';
import { sentence } from '../../src/show/sentences.ts';
import { Kind, MOST_RECORDS, type Records, type Requests } from '../../src/wire/protocol.ts';

const NOW = new Date(2026, 10, 23, 9, 0).getTime();

type Params = Requests['pulsedev/data/records'][0];

/** A daemon that has kept an event at each of these times, and counts what it hands out. */
function daemon(times: number[]) {
  const asked: Params[] = [];
  let handed = 0;
  const look = async (params: Params): Promise<Records> => {
    asked.push(params);
    const { from = 0, to = Infinity, skip = 0, limit = 1_000 } = params;
    const all = times.filter((t) => from <= t && t < to).slice(skip);
    const t = all.slice(0, limit);
    handed += t.length;
    const zeros = t.map(() => 0);
    const columns = { window: zeros, kind: zeros, doc: zeros, a: zeros, b: zeros, c: zeros };
    return { t, ...columns, more: all.length > limit };
  };
  return { asked, look, handed: () => handed };
}

test('the newest events come first, and no more of them than are wanted', async () => {
  const times = Array.from({ length: 500 }, (_, i) => NOW - (500 - i) * 1_000);
  const { look } = daemon(times);
  const found = await newest(look, times[0] ?? 0, NOW, 50);
  assert.deepEqual(
    found.map(({ t }) => t),
    times.slice(-50).reverse(),
  );
});

test('where few are near, it looks further back, up to the oldest', async () => {
  const times = [NOW - 40 * 86_400_000, NOW - 3_600_000, NOW - 5_000];
  const { asked, look } = daemon(times);
  const found = await newest(look, times[0] ?? 0, NOW, 50);
  assert.deepEqual(
    found.map(({ t }) => t),
    times.toReversed(),
  );
  assert.ok(asked.length <= 7, `${asked.length} requests`);
});

test('of a month of events the newest cost a look at a few of them', async () => {
  const times = Array.from({ length: 100_000 }, (_, i) => NOW - (100_000 - i) * 25_000);
  const { handed, look } = daemon(times);
  await newest(look, times[0] ?? 0, NOW, 50);
  assert.ok(handed() < 1_000, `${handed()} events`);
});

test('of nothing there is nothing, and nobody is asked', async () => {
  const { asked, look } = daemon([]);
  assert.deepEqual(await newest(look, null, NOW, 50), []);
  assert.deepEqual(asked, []);
});

test('more than a page is counted page by page', async () => {
  const times = Array.from({ length: 2 * MOST_RECORDS + 5 }, (_, i) => i);
  const { look } = daemon(times);
  assert.equal(await amountIn(look, { from: 1 }), 2 * MOST_RECORDS + 4);
  assert.equal(await pagesIn(look, { from: 1 }), 3);
  assert.equal(await pagesIn(look, { from: 0, to: MOST_RECORDS }), 1);
});

test('a line names time, window, document and what happened', () => {
  const event = { t: NOW, window: 3, kind: Kind.fileModified, doc: 12, a: 1, b: 0, c: 0 };
  assert.equal(line(event, new Map()), '09:00:00  window 3  document 00012: typed 1 character');
  assert.equal(
    line(event, new Map([[12, 'a\n.py']])),
    '09:00:00  window 3  document 00012 (a .py): typed 1 character',
  );
  assert.equal(line({ ...event, doc: 0 }, new Map()), '09:00:00  window 3  typed 1 character');
});

const SENTENCES: [number, number, number, number, string][] = [
  [Kind.fileModified, 0, 2, 0, 'deleted 2 characters'],
  [Kind.fileModified, 3, 2, 0, 'typed 3 characters over 2'],
  [Kind.fileModified, 1_200, 2, 3, 'paste: 1,200 characters in, 2 out'],
  [Kind.cursorMoved, -4, 0, 1, 'moved the cursor 4 lines up, by keyboard'],
  [Kind.cursorMoved, 0, 7, 2, 'selected 7 characters, by mouse'],
  [Kind.cursorMoved, 0, 0, 0, 'moved the cursor within its line'],
  [Kind.focusChanged, 1, 90, 0, 'came back to the window after 2 min'],
  [Kind.focusChanged, 1, 0, 0, 'came to the window'],
  [Kind.focusChanged, 0, 0, 0, 'left the window'],
  [Kind.fileOpened, 1, 10, 0, 'opened a file (1 line)'],
  [Kind.fileOpened, 8, 10, 1, 'switched to a file (8 lines)'],
  [Kind.fileSaved, 8, 0, 1, 'saved (8 lines, automatically)'],
  [Kind.fileClosed, 0, 0, 0, 'closed'],
  [Kind.viewScrolled, 40, 12, 0, 'scrolled 12 lines down, to line 40'],
  [Kind.errorOccurred, 1, 0, 99, 'open now: 1 error, 0 warnings'],
  [Kind.testRun, -1, -1, 1, 'tests passed'],
  [Kind.testRun, 3, 1, 2_500, 'tests failed: 3 passed, 1 failed, 2.5 s'],
  [Kind.testRun, 0, 0, 90_000, 'no tests ran, 2 min'],
  [Kind.commandExecuted, 2, 1, 800, 'a test command ended with exit code 1, 0.8 s'],
  [Kind.commandExecuted, 0, -1, 800, 'a command ended, 0.8 s'],
  [Kind.debugStarted, 1, 0, 0, 'debugger 1 started'],
  [Kind.debugPaused, 1, 0, 3, 'debugger 1 stopped at an exception'],
  [Kind.debugStopped, 1, 0, 30, 'debugger 1 ended after 30 s'],
  [Kind.breakpointChanged, -1, 2, 0, 'removed a breakpoint (2 now)'],
  [Kind.commitCreated, 5, 1, 2, 'made a commit: 5 lines added, 1 deleted, 2 files'],
  [Kind.branchChanged, 0, 0, 0, 'changed the branch'],
  [Kind.suggestion, 1, 20, 0, 'accepted a suggestion of 20 characters'],
  [Kind.search, 2, 0, 0, 'searched in the workspace'],
  [Kind.notebookRun, 0, 100, 0, "a notebook's cell failed, 0.1 s"],
  [77, 1, 2, 3, 'an event of kind 77: 1, 2, 3'],
];

for (const [kind, a, b, c, words] of SENTENCES) {
  test(`an event of kind ${kind} with ${a}, ${b}, ${c} is said as "${words}"`, () => {
    assert.equal(sentence({ kind, a, b, c }), words);
  });
}

test('every kind of the protocol has words', () => {
  for (const kind of Object.values(Kind)) {
    assert.doesNotMatch(sentence({ kind, a: 1, b: 1, c: 1 }), /an event of kind/);
  }
});
