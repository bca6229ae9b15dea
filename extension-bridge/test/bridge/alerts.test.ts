import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import type { Action, Alert, Probe, Said } from '../../src/wire/protocol.ts';
import { FakeWindow, later, settled } from './fakes.ts';

const ALERT: Alert = {
  ...{ id: 1, kind: 'stuck', title: 'You may be stuck.' },
  ...{ reasons: [], suggestions: [], actions: [] },
};
const PROBE: Probe = { id: 1, title: 'How is it going?', choices: ['stuck'] };

const NEVER = new CancellationTokenSource().token;

test('an alert goes to whoever shows it, and the answer back to the daemon', async () => {
  const window = new FakeWindow();
  await window.bridge.start();
  assert.equal(await window.link.heard.alert(ALERT, NEVER), 'right');
});

test('an alert that can not be shown is answered as ignored', async () => {
  const window = new FakeWindow();
  window.showAlert = () => Promise.reject(new Error('no window'));
  await window.bridge.start();
  assert.equal(await window.link.heard.alert(ALERT, NEVER), 'ignored');
});

for (const [what, end] of [
  ['the end of its daemon', (window: FakeWindow) => window.link.crash()],
  ['withdrawn consent', (window: FakeWindow) => void window.consent(false)],
] as const) {
  test(`an alert that is shown is taken back by ${what}`, async () => {
    const window = new FakeWindow();
    const taken = later<Action>();
    window.showAlert = (_alert, token) => {
      token.onCancellationRequested(() => taken.resolve('ignored'));
      return taken.promise;
    };
    await window.bridge.start();
    const answer = window.link.heard.alert(ALERT, NEVER);
    end(window);
    await settled();
    assert.equal(await answer, 'ignored');
  });
}

test('a question goes to whoever asks it, and one that can not be asked has no answer', async () => {
  const window = new FakeWindow();
  window.ask = async () => 'stuck';
  await window.bridge.start();
  assert.equal(await window.link.heard.probe(PROBE, NEVER), 'stuck');
  window.ask = () => Promise.reject(new Error('no window'));
  assert.equal(await window.link.heard.probe(PROBE, NEVER), undefined);
});

test('a question is taken back by the end of its daemon', async () => {
  const window = new FakeWindow();
  const taken = later<Said | undefined>();
  window.ask = (_probe, token) => {
    token.onCancellationRequested(() => taken.resolve(undefined));
    return taken.promise;
  };
  await window.bridge.start();
  const answer = window.link.heard.probe(PROBE, NEVER);
  window.link.crash();
  assert.equal(await answer, undefined);
});
