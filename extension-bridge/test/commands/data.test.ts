import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { DocumentNumbers } from '../../src/wire/numbers.ts';
import { Kind, type Records } from '../../src/wire/protocol.ts';
import { context, FakeBridge, FakeLog, Memory, SUMMARY, settled } from '../show/parts.ts';
import { install, Uri } from '../show/vscode.ts';

const window = install();
const { Consent } = await import('../../src/consent.ts');
const { Privacy } = await import('../../src/privacy.ts');
const { registerCommands } = await import('../../src/commands/index.ts');
const { daysSince } = await import('../../src/commands/pages.ts');

const KEY = '0'.repeat(64);
const NOW = new Date(2026, 10, 23, 9, 0).getTime();

beforeEach(() => {
  window.messages.length = 0;
  window.lists.length = 0;
  window.notes.length = 0;
  window.executed.length = 0;
  window.open.length = 0;
  window.shownDocuments.length = 0;
  window.files.clear();
});

mock.timers.enable({ apis: ['Date'], now: NOW });

function records(doc = 0, amount = 1): Records {
  const column = (value: number) => Array<number>(amount).fill(value);
  const zeros = { window: column(0), a: column(5), b: column(0), c: column(0) };
  return { t: column(NOW), kind: column(Kind.fileSaved), doc: column(doc), ...zeros, more: false };
}

function started() {
  const bridge = new FakeBridge();
  bridge.documentKey = KEY;
  bridge.answers.set('pulsedev/timeline', { t: [], state: [], p_stuck: [], p_flow: [] });
  bridge.answers.set('pulsedev/data/records', records());
  bridge.answers.set('pulsedev/data/erase', SUMMARY);
  bridge.answers.set('pulsedev/data/export', { events: 7, bytes: 2_048 });
  const given = context(new Memory());
  const parts = { bridge, log: new FakeLog().channel };
  registerCommands(given, {
    ...parts,
    consent: new Consent(given),
    privacy: new Privacy(),
    probes: { answer: async () => {} },
  });
  const run = (id: string) => Promise.resolve(window.commands.get(`pulsedev.${id}`)?.());
  /** Run a command, and choose from one list after the other. */
  const choose = async (id: string, ...labels: (string | undefined)[]) => {
    const before = window.lists.length;
    const done = run(id);
    for (const [index, label] of labels.entries()) {
      await settled();
      window.lists[before + index]?.choose(label);
    }
    await settled();
    return done;
  };
  const asked = (method: string) => bridge.calls.filter(([name]) => name === method);
  return { asked, bridge, choose, run };
}

/** Run what asks in the end, and press a button of the question. */
async function answered(done: Promise<unknown>, button: string | undefined): Promise<void> {
  await settled();
  window.messages.at(-1)?.answer(button);
  await done;
}

test('the page is made of what the daemon keeps, with the names of what is open', async () => {
  const { bridge, run } = started();
  const doc = new DocumentNumbers(KEY).of('file:///p/a.py');
  bridge.answers.set('pulsedev/data/records', records(doc));
  window.open.push('/p/a.py');
  await run('showStoredData');
  const [[, uri] = []] = window.executed.filter(([id]) => id === 'markdown.showPreview');
  const text = (await window.provider?.provideTextDocumentContent(uri as Uri)) ?? '';
  assert.match(text.replaceAll('\\', ''), /document \d{5} \(a\.py\): saved \(5 lines\)/);
  assert.match(text, /Kept since 2026-11-20/);
});

test('the events of a chosen day are shown as text, the newest first', async () => {
  const { asked, bridge, choose } = started();
  bridge.answers.set('pulsedev/data/records', (params: { limit: number }) =>
    params.limit === 1 ? records(0, 0) : { ...records(0, 2), t: [NOW, NOW + 1_000] },
  );
  await choose('showStoredEvents', 'Yesterday');
  const [uri] = window.shownDocuments;
  assert.ok(uri);
  const text = await window.provider?.provideTextDocumentContent(uri);
  assert.match(text ?? '', /^The events of 2026-11-22 .*\n\n09:00:01 .*\n09:00:00 .*\n$/);
  const [from, to] = [22, 23].map((date) => new Date(2026, 10, date).getTime());
  assert.deepEqual(asked('pulsedev/data/records').at(-1)?.[1], {
    ...{ from, to, skip: 0, limit: 10_000 },
  });
});

test('of a day with many events the page is chosen, the last one first', async () => {
  const { asked, bridge, choose } = started();
  bridge.answers.set('pulsedev/data/records', ({ skip }: { skip: number }) =>
    records(0, skip > 20_000 ? 0 : 1),
  );
  await choose('showStoredEvents', 'Today', '10,001 to 20,000');
  assert.deepEqual(
    window.lists[1]?.items.map(({ label }) => label),
    ['20,001 to the last', '10,001 to 20,000', '1 to 10,000'],
  );
  await window.provider?.provideTextDocumentContent(window.shownDocuments[0] ?? new Uri({}));
  assert.equal(Object(asked('pulsedev/data/records').at(-1)?.[1]).skip, 10_000);
});

test('all days since the oldest event are offered, also where the clocks changed', () => {
  const days = daysSince(new Date(2026, 2, 20).getTime(), new Date(2026, 10, 2, 9).getTime());
  assert.equal(days[0]?.label, 'Today');
  assert.equal(days.at(-1)?.label, '2026-03-20');
  for (const [index, { span }] of days.entries()) {
    assert.equal(span.to, index ? days[index - 1]?.span.from : new Date(2026, 10, 3).getTime());
  }
  assert.equal(daysSince(0, NOW).length, 366);
});

test('delete asks first, erases then, and says how much', async () => {
  const { asked, choose } = started();
  await answered(choose('deleteData', 'All'), undefined);
  assert.deepEqual(asked('pulsedev/data/erase'), []);
  const deleted = choose('deleteData', 'All');
  await settled();
  const { options } = window.messages.at(-1) ?? assert.fail('nothing was asked');
  assert.equal(options.modal, true);
  assert.match(options.detail ?? '', /^1,204 events, 1 label, .* This cannot be undone\.$/);
  await answered(deleted, 'Delete');
  assert.deepEqual(asked('pulsedev/data/erase'), [['pulsedev/data/erase', {}]]);
  assert.match(window.messages.at(-1)?.text ?? '', /^Deleted: 1,204 events, 1 label, /);
});

for (const [label, from] of [
  ['The last hour', NOW - 3_600_000],
  ['Today', new Date(2026, 10, 23).getTime()],
] as const) {
  test(`delete of "${label}" counts and erases what came since then`, async () => {
    const { asked, bridge, choose } = started();
    bridge.answers.set('pulsedev/data/records', records(0, 3));
    const deleted = choose('deleteData', label);
    await settled();
    assert.match(window.messages[0]?.options.detail ?? '', /^3 events, and what was judged and/);
    await answered(deleted, 'Delete');
    assert.equal(Object(asked('pulsedev/data/records')[0]?.[1]).from, from);
    assert.deepEqual(asked('pulsedev/data/erase'), [['pulsedev/data/erase', { from }]]);
  });
}

test('where nothing is chosen nothing is asked or deleted', async () => {
  const { asked, choose } = started();
  await choose('deleteData', undefined);
  assert.equal(window.messages.length, 0);
  assert.deepEqual(asked('pulsedev/data/erase'), []);
});

test('in memory there is only all to delete', async () => {
  const { asked, bridge, run } = started();
  bridge.answers.set('pulsedev/data/summary', { ...SUMMARY, store: 'memory' });
  await answered(run('deleteData'), 'Delete');
  assert.equal(window.lists.length, 0);
  assert.deepEqual(asked('pulsedev/data/erase'), [['pulsedev/data/erase', {}]]);
});

test('an export is written by the daemon, where and as the user says', async () => {
  const { asked, choose } = started();
  window.saveTo = Uri.file('/chosen.csv');
  await choose('exportData', 'CSV', 'Anonymized');
  assert.deepEqual(asked('pulsedev/data/export'), [
    ['pulsedev/data/export', { path: '/chosen.csv', format: 'csv', anonymize: true }],
  ]);
  assert.deepEqual(window.notes, ['$(check) Exported: 7 events, 2.0 kB.']);
});

test('an export that is not wanted after all, at any step, is none', async () => {
  const { asked, choose } = started();
  window.saveTo = undefined;
  await choose('exportData', undefined);
  await choose('exportData', 'CSV', undefined);
  await choose('exportData', 'JSON Lines', 'As It Is');
  assert.deepEqual(asked('pulsedev/data/export'), []);
});

test('an export to what is no disk of this machine is refused in one line', async () => {
  const { asked, choose } = started();
  window.saveTo = new Uri({ scheme: 'vscode-vfs', path: '/x' });
  await choose('exportData', 'CSV', 'As It Is');
  assert.match(
    window.messages[0]?.text ?? '',
    /^PulseDev: It can be written to a file on the disk/,
  );
  assert.deepEqual(asked('pulsedev/data/export'), []);
});

test('a file that is there is replaced by a whole one, and stays where that fails', async () => {
  const { bridge, choose } = started();
  window.saveTo = Uri.file('/old.jsonl');
  window.files.add('/old.jsonl');
  bridge.answers.set('pulsedev/data/export', new Error('The daemon refused: the disk is full'));
  await choose('exportData', 'JSON Lines', 'As It Is');
  assert.equal(window.messages[0]?.text, 'PulseDev: The daemon refused: the disk is full');
  assert.deepEqual([...window.files], ['/old.jsonl']);
  bridge.answers.set('pulsedev/data/export', ({ path }: { path: string }) => {
    window.files.add(path);
    return { events: 1, bytes: 10 };
  });
  await choose('exportData', 'JSON Lines', 'As It Is');
  assert.deepEqual([...window.files], ['/old.jsonl']);
  assert.deepEqual(window.notes, ['$(check) Exported: 1 event, 10 bytes.']);
});
