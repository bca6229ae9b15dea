import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkDone } from '../../src/wire/protocol.ts';
import { FakeWindow, settled } from './fakes.ts';

/** A window whose daemon answers the wish to train. */
async function asked(answer: { started: boolean; why: string }) {
  const window = new FakeWindow();
  await window.bridge.start();
  const { link } = window;
  const otherwise = link.answer;
  link.answer = async (method, params) =>
    method === 'pulsedev/train' ? answer : otherwise(method, params);
  const heard: WorkDone[] = [];
  const trained = window.bridge.train((done) => heard.push(done));
  await settled();
  const tell = (done: WorkDone) => {
    for (const hear of link.progress.values()) {
      hear(done);
    }
  };
  return { window, link, heard, trained, tell };
}

test('a training is heard by its token from its beginning to its end, which says what came of it', async () => {
  const { window, link, heard, trained, tell } = await asked({ started: true, why: '' });
  const [token = ''] = link.progress.keys();
  assert.ok(token);
  assert.equal(window.log.at(-1), `pulsedev/train {"workDoneToken":"${token}"}`);
  const told: WorkDone[] = [
    { kind: 'begin', title: 'Training models', percentage: 0 },
    { kind: 'report', message: 'fitting', percentage: 50 },
    { kind: 'end', message: 'trained' },
  ];
  told.forEach(tell);
  assert.deepEqual(await trained, { started: true, line: 'trained' });
  assert.deepEqual(heard, told);
  assert.equal(link.progress.size, 0);
});

test('a training that does not begin says why, and is not listened to', async () => {
  const { link, trained } = await asked({ started: false, why: 'one runs already' });
  assert.deepEqual(await trained, { started: false, line: 'one runs already' });
  assert.equal(link.progress.size, 0);
});

test('a training ends with its daemon, as an error', async () => {
  const { link, trained } = await asked({ started: true, why: '' });
  link.crash();
  await assert.rejects(trained, /The daemon ended before the training did/);
  assert.equal(link.progress.size, 0);
});

test('without a daemon nothing is trained, and the reason is what keeps it from running', async () => {
  const window = new FakeWindow({ given: false });
  await assert.rejects(
    window.bridge.train(() => {}),
    /does nothing before you agree/,
  );
});
