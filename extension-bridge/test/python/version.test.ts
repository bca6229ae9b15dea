import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, versionSaid, wanted } from '../../src/python/version.ts';

test('a version is what pulsedev says of itself, and nothing else', () => {
  assert.equal(versionSaid('pulsedev 0.1.0\n'), '0.1.0');
  assert.equal(versionSaid('pulsedev 0.2.0.dev1\r\n'), '0.2.0.dev1');
  assert.equal(versionSaid('Python 3.11.7\n'), undefined);
  assert.equal(versionSaid('warning\npulsedev 0.1.0\n'), undefined);
  assert.equal(versionSaid(''), undefined);
});

test('below 1.0 a daemon fits whose major and minor version are the same', () => {
  assert.ok(fits('0.1.7', '0.1.0'));
  assert.ok(!fits('0.2.0', '0.1.0'));
  assert.ok(!fits('1.1.0', '0.1.0'));
  assert.equal(wanted('0.1.0'), '0.1.x');
});

test('from 1.0 on a daemon fits whose major version is the same', () => {
  assert.ok(fits('1.4.0', '1.0.2'));
  assert.ok(!fits('2.0.0', '1.0.0'));
  assert.ok(!fits('0.9.0', '1.0.0'));
  assert.equal(wanted('1.3.0'), '1.x');
});

test('what is no version fits nothing', () => {
  assert.ok(!fits('', '0.1.0'));
  assert.ok(!fits('0.1.0', 'latest'));
});
