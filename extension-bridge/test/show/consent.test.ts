import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { context, Memory, settled } from './parts.ts';
import { install } from './vscode.ts';

const window = install();
const { AGREEMENT, Consent } = await import('../../src/consent.ts');

beforeEach(() => {
  window.telemetryEnabled = true;
  window.focused = true;
  window.messages.length = 0;
});

const open: { dispose(): void }[] = [];
afterEach(() => {
  for (const consent of open.splice(0)) {
    consent.dispose();
  }
});

function started(memory = new Memory()) {
  const consent = new Consent(context(memory));
  open.push(consent);
  const changes: boolean[] = [];
  consent.onDidChange(() => changes.push(consent.given));
  return { consent, memory, changes };
}

async function turnTelemetry(on: boolean): Promise<void> {
  window.telemetryEnabled = on;
  window.telemetry.fire(on);
  await settled();
}

test('nothing is agreed to, declined or asked before somebody said something', () => {
  const { consent } = started();
  assert.deepEqual([consent.given, consent.declined], [false, false]);
  assert.equal(window.messages.length, 0);
});

test('a yes and a no outlive the window, and each is told once', async () => {
  const { consent, memory, changes } = started();
  await consent.give();
  await consent.give();
  assert.equal(started(memory).consent.given, true);
  await consent.withdraw();
  assert.equal(started(memory).consent.declined, true);
  assert.deepEqual(changes, [true, false]);
});

test('a yes to another agreement is none', () => {
  const memory = new Memory();
  const other = { agreement: AGREEMENT + 1, given: true, evenWithoutTelemetry: true, asked: false };
  memory.kept.set('pulsedev.consent', other);
  assert.equal(started(memory).consent.given, false);
});

test('a yes given in another window is noticed when this one gets the focus', async () => {
  const { memory, changes } = started();
  await started(memory).consent.give();
  assert.deepEqual(changes, []);
  window.state.fire({ focused: true });
  assert.deepEqual(changes, [true]);
});

test('a no given in another window soon holds in one that nobody looks at', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    const { consent, memory, changes } = started();
    await consent.give();
    await started(memory).consent.withdraw();
    mock.timers.tick(5000);
    assert.deepEqual(changes, [true, false]);
  } finally {
    mock.timers.reset();
  }
});

test('turning telemetry off stops observing and asks once whether it may go on', async () => {
  const { consent, changes } = started();
  await consent.give();
  await turnTelemetry(false);
  assert.equal(consent.given, false);
  assert.deepEqual(changes, [true, false]);
  window.state.fire({ focused: true });
  assert.deepEqual(
    window.messages.map((message) => message.buttons),
    [['Go On', 'Stop']],
  );
  window.messages[0]?.answer('Go On');
  await settled();
  assert.deepEqual([consent.given, changes], [true, [true, false, true]]);
});

test('a stop is a no; an answer that never comes leaves it off and is not asked again', async () => {
  for (const [answer, declined] of [
    ['Stop', true],
    [undefined, false],
  ] as const) {
    window.messages.length = 0;
    window.telemetryEnabled = true;
    const { consent, memory } = started();
    await consent.give();
    await turnTelemetry(false);
    window.messages[0]?.answer(answer);
    await settled();
    const later = started(memory).consent;
    assert.deepEqual([later.given, later.declined], [false, declined]);
    assert.equal(window.messages.length, 1);
  }
});

test('who turns telemetry on again is observed again', async () => {
  const { consent } = started();
  await consent.give();
  await turnTelemetry(false);
  await turnTelemetry(true);
  assert.equal(consent.given, true);
});

test('a yes given while telemetry was off holds', async () => {
  window.telemetryEnabled = false;
  const { consent } = started();
  await consent.give();
  assert.equal(consent.given, true);
  assert.equal(window.messages.length, 0);
});

test('a window in the background does not ask', async () => {
  const { consent } = started();
  await consent.give();
  window.focused = false;
  await turnTelemetry(false);
  assert.equal(window.messages.length, 0);
  assert.equal(consent.given, false);
});
