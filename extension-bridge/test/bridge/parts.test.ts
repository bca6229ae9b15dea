import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Closings } from '../../src/closings.ts';
import { Lines, levelOf } from '../../src/log.ts';

test('the fifth end within three minutes is too many', () => {
  const closings = new Closings();
  assert.deepEqual(
    [0, 45_000, 90_000, 135_000, 179_999].map((now) => closings.add(now)),
    [false, false, false, false, true],
  );
});

test('ends that lie three minutes back no longer count', () => {
  const closings = new Closings();
  assert.deepEqual(
    [0, 45_000, 90_000, 135_000, 180_000].map((now) => closings.add(now)),
    [false, false, false, false, false],
  );
});

test('a line of the daemon keeps its level and loses time and process', () => {
  assert.deepEqual(levelOf('2026-11-23 04:33:12,749 12160 INFO pulsedev.service: up'), {
    level: 'info',
    text: 'pulsedev.service: up',
  });
  assert.equal(levelOf('2026-11-23 04:33:12,749 1 CRITICAL pulsedev: x').level, 'error');
});

test('what is no line of the log is a warning, whole', () => {
  assert.deepEqual(levelOf('Traceback'), { level: 'warn', text: 'Traceback' });
});

test('output that comes in pieces is cut into lines', () => {
  const said: string[] = [];
  const lines = new Lines((line) => said.push(line));
  for (const piece of ['one\ntw', 'o\r\n', '\n  \n', 'three']) {
    lines.add(piece);
  }
  assert.deepEqual(said, ['one', 'two']);
  lines.end();
  lines.end();
  assert.deepEqual(said, ['one', 'two', 'three']);
});
