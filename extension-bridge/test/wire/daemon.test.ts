import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ProgressType, ResponseError } from 'vscode-jsonrpc/node';
import { Batcher } from '../../src/wire/batcher.ts';
import {
  type Batch,
  type Capabilities,
  EVENTS,
  Kind,
  type Method,
  PROTOCOL,
  type Requests,
  STATE,
  type WorkDone,
} from '../../src/wire/protocol.ts';
import { Peer } from './peer.ts';
import { capabilities, differences, results, state } from './shapes.ts';

let peer: Peer;
let said: Capabilities;
const states: unknown[] = [];

const folder = mkdtempSync(join(tmpdir(), 'pulsedev-wire-'));
after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  [peer, said] = await Peer.start({ client: 'test', alerts: true });
  peer.connection.onNotification(STATE, (params: unknown) => {
    states.push(params);
  });
});
after(() => peer.kill());

/** What this daemon refuses, as it has learned nothing that could be taken back. */
const REFUSED: Method[] = ['pulsedev/rollback'];

const send = (batch: Batch): Promise<void> => peer.connection.sendNotification(EVENTS, batch);

/** Its clock is a little fast: an event in the very millisecond of a resume may be of the pause. */
const batcher = (): Batcher =>
  new Batcher({ send, now: () => Date.now() + 50, schedule: () => ({ cancel: () => {} }) });

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const codeOf = (error: unknown): number | undefined =>
  error instanceof ResponseError ? error.code : undefined;

test('The daemon speaks the protocol of the mirror and gives a key.', () => {
  const { eventKinds: _, ...rest } = said;
  assert.deepEqual(differences(rest, capabilities), []);
  assert.equal(said.protocol, PROTOCOL);
  assert.match(said.documentKey, /^[0-9a-f]{64}$/);
});

test('The mirror names the kinds of events by the codes of the daemon, and no others.', () => {
  const mirrored = Object.entries(Kind).map(([name, code]) => [snake(name), code]);
  assert.deepEqual(Object.fromEntries(mirrored), said.eventKinds);
});

test('Each result of the daemon has the keys and types of the mirror, and no others.', async () => {
  const now = Date.now();
  const params: { [M in Method]: Requests[M][0] } = {
    'pulsedev/label': { state: 'progress', source: 'button', since: now - 5_000 },
    'pulsedev/status': {},
    'pulsedev/explain': { at: now },
    'pulsedev/timeline': { from: now - 2_000, to: now, step: 1_000 },
    'pulsedev/pause': { minutes: 1 },
    'pulsedev/resume': {},
    'pulsedev/snooze': { minutes: 1 },
    'pulsedev/train': { models: ['commit_analysis'] },
    'pulsedev/models': {},
    'pulsedev/rollback': { model: 'stuck_detection' },
    'pulsedev/review': {},
    'pulsedev/data/summary': {},
    'pulsedev/data/records': { from: 0, to: now, kinds: [1], skip: 0, limit: 10 },
    'pulsedev/data/export': { path: join(folder, 'all.jsonl'), format: 'jsonl', anonymize: true },
    'pulsedev/data/erase': { from: 0, to: now },
  };
  for (const method of Object.keys(params) as Method[]) {
    const asked = peer.connection.sendRequest(method, params[method]);
    if (REFUSED.includes(method)) {
      await assert.rejects(asked, (error) => codeOf(error) === -32603, method);
    } else {
      assert.deepEqual(differences(await asked, results[method], method), []);
    }
  }
});

test('The state that the daemon tells of its own accord is that of the mirror.', async () => {
  await peer.request('pulsedev/status', {});
  assert.ok(states.length > 0);
  const {
    events: _e,
    windows: _w,
    paused: _p,
    store: _s,
    stored: _d,
    trouble: _t,
    training: _r,
    next: _n,
    ...shape
  } = state;
  assert.deepEqual(
    states.flatMap((told) => differences(told, shape, STATE)),
    [],
  );
});

test('Events of every kind arrive, with the widest numbers, and are counted.', async () => {
  const before = await peer.request('pulsedev/status', {});
  const sink = batcher();
  for (const kind of Object.values(Kind)) {
    sink.add(kind, 2 ** 52 - 1, 1, 2 ** 40, 0);
    sink.add(kind, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1);
  }
  await sink.flush();
  const status = await peer.request('pulsedev/status', {});
  assert.equal(status.events - before.events, 2 * Object.keys(Kind).length);
  assert.equal(sink.dropped, 0);
  assert.ok(!peer.log.includes('refused'), peer.log);
});

test('A full batch arrives whole.', async () => {
  const before = await peer.request('pulsedev/status', {});
  const sink = batcher();
  for (let i = 0; i < 10_000; i++) {
    sink.add(Kind.fileModified, i, 1, 0, 0);
  }
  await sink.flush();
  const status = await peer.request('pulsedev/status', {});
  assert.equal(status.events - before.events, 10_000);
});

test('A label counts among the data until they are erased.', async () => {
  await peer.request('pulsedev/label', { state: 'stuck', source: 'button' });
  const kept = await peer.request('pulsedev/data/summary', {});
  assert.ok(kept.labels >= 1 && kept.events > 0);
  const erased = await peer.request('pulsedev/data/erase', {});
  assert.equal(erased.labels, kept.labels);
  const left = await peer.request('pulsedev/data/summary', {});
  assert.deepEqual([left.labels, left.events], [0, 0]);
});

test('What was sent is kept, and comes back number by number until it is erased.', async () => {
  await peer.request('pulsedev/data/erase', {});
  const before = await peer.request('pulsedev/status', {});
  const sink = batcher();
  sink.add(Kind.fileSaved, 2 ** 52 - 1, 12, 0, 1);
  await sink.flush();
  const kinds = [Kind.fileSaved];
  const {
    t: [at = 0],
    ...kept
  } = await peer.request('pulsedev/data/records', { kinds });
  assert.deepEqual(
    { ...kept, window: [] },
    {
      ...{ kind: kinds, doc: [2 ** 52 - 1], a: [12], b: [0], c: [1], window: [], more: false },
    },
  );
  const { stored } = await peer.request('pulsedev/status', {});
  assert.equal(stored - before.stored, 1);
  await peer.request('pulsedev/data/erase', { from: at, to: at + 1 });
  const left = await peer.request('pulsedev/data/records', { kinds });
  assert.deepEqual(left.t, []);
});

test('An export is a new file of lines, and what is there already is left alone.', async () => {
  const path = join(folder, 'rows.csv');
  const sink = batcher();
  sink.add(Kind.fileSaved, 1, 12, 0, 1);
  await sink.flush();
  const asked = { path, format: 'csv' } as const;
  const { events, bytes } = await peer.request('pulsedev/data/export', asked);
  const written = readFileSync(path, 'utf8');
  assert.equal(written.length, bytes);
  assert.equal(written.trim().split('\n').length, events + 1);
  await assert.rejects(peer.request('pulsedev/data/export', asked), /is there already/);
  assert.equal(readFileSync(path, 'utf8'), written);
});

test('Paused, the daemon takes no events in; resumed, it does.', async () => {
  const sink = batcher();
  const { until } = await peer.request('pulsedev/pause', {});
  assert.equal(until, null);
  const paused = await peer.request('pulsedev/status', {});
  sink.add(Kind.fileModified, 1, 1, 0, 0);
  await sink.flush();
  const still = await peer.request('pulsedev/status', {});
  assert.deepEqual([still.paused, still.state, still.events], [true, 'paused', paused.events]);
  await peer.request('pulsedev/resume', {});
  sink.add(Kind.fileModified, 1, 1, 0, 0);
  await sink.flush();
  const resumed = await peer.request('pulsedev/status', {});
  assert.deepEqual([resumed.paused, resumed.events], [false, paused.events + 1]);
});

test('A training is told from its beginning to its end, or why it did not begin.', async () => {
  const [other] = await Peer.start({ client: 'test' });
  const told: WorkDone[] = [];
  const ended = new Promise<void>((resolve) => {
    other.connection.onProgress(new ProgressType<WorkDone>(), 'one', (done) => {
      told.push(done);
      if (done.kind === 'end') {
        resolve();
      }
    });
  });
  const asked = { models: ['commit_analysis'], workDoneToken: 'one' };
  const { started, why } = await other.request('pulsedev/train', asked);
  assert.equal(why === '', started);
  if (started) {
    await ended;
    const kinds = new Set(told.map(({ kind }) => kind));
    assert.deepEqual([[...kinds][0], told.at(-1)?.kind], ['begin', 'end']);
    const last = told.at(-1);
    assert.ok(last && 'message' in last && last.message, 'it says what came of it');
  }
  await other.kill();
});

test('What the daemon does not know or take is an error with its code, and no end.', async () => {
  const unknown = peer.connection.sendRequest('pulsedev/nothing', {});
  await assert.rejects(unknown, (error) => codeOf(error) === -32601);
  const wrong = peer.connection.sendRequest('pulsedev/timeline', { from: 0 });
  await assert.rejects(wrong, (error) => codeOf(error) === -32602);
  await peer.request('pulsedev/status', {});
});

test('A member that is undefined is left out of the frame, as JSON leaves it out.', async () => {
  const params = { state: 'flow', source: 'button', at: undefined } as const;
  const { id } = await peer.connection.sendRequest<{ id: number }>('pulsedev/label', params);
  assert.ok(id > 0);
});

test('After shutdown and exit the daemon ends with 0.', async () => {
  const [other] = await Peer.start();
  assert.equal(await other.stop(), 0);
});

test('A write after the daemon is gone rejects and harms nobody.', async () => {
  const [other] = await Peer.start();
  await other.kill();
  await assert.rejects(other.writer.write({ jsonrpc: '2.0' }));
  other.writer.end();
  await assert.rejects(other.writer.write({ jsonrpc: '2.0' }));
});
