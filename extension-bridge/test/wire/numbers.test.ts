import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentNumbers, REMEMBERED } from '../../src/wire/numbers.ts';

const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

/** Made by Python: int(hmac.new(bytes(range(32)), text.encode(), 'sha256').hexdigest()[:13], 16) */
const KNOWN: [string, number][] = [
  ['file:///work/a.py', 2_436_073_237_654_382],
  ['file:///c%3A/caf%C3%A9.ts', 1_159_861_777_828_337],
  ['file:///tmp/日本.py', 394_479_453_035_496],
];

test('A document has the number that the protocol names, as Python computes it.', () => {
  const numbers = new DocumentNumbers(KEY);
  for (const [uri, number] of KNOWN) {
    assert.equal(numbers.of(uri), number);
    assert.equal(numbers.of(uri), number);
  }
});

test('Another installation gives another number.', () => {
  const other = new DocumentNumbers(KEY.replace('00', 'ff'));
  for (const [uri, number] of KNOWN) {
    assert.notEqual(other.of(uri), number);
  }
});

test('A set of codes has one number, whatever their order and however often they occur.', () => {
  const numbers = new DocumentNumbers(KEY);
  assert.equal(numbers.hashOf(['E501', '2304', 'ts']), 1_972_105_829_555_657);
  assert.equal(numbers.hashOf(new Set(['ts', 'E501', '2304'])), 1_972_105_829_555_657);
  assert.equal(numbers.hashOf(['ts', 'ts', '2304', 'E501']), 1_972_105_829_555_657);
});

test('Different sets of codes differ, and only the empty one is zero.', () => {
  const numbers = new DocumentNumbers(KEY);
  const sets = [['a', 'b'], ['a,b'], ['a'], ['b'], [''], ['a', ''], ['["a"]']];
  const hashes = sets.map((codes) => numbers.hashOf(codes));
  assert.equal(new Set(hashes).size, sets.length);
  assert.ok(hashes.every((hash) => Number.isSafeInteger(hash) && hash > 0 && hash < 2 ** 52));
  assert.equal(numbers.hashOf([]), 0);
});

test('A document that was forgotten among many others has the same number again.', () => {
  const numbers = new DocumentNumbers(KEY);
  const first = numbers.of('file:///0');
  for (let i = 1; i <= REMEMBERED + 10; i++) {
    numbers.of(`file:///${i}`);
  }
  assert.equal(numbers.of('file:///0'), first);
});

test('A key that is none is refused without being quoted.', () => {
  for (const key of ['', 'abc', KEY.slice(2), `${KEY}00`, KEY.replace('0', 'g')]) {
    assert.throws(
      () => new DocumentNumbers(key),
      (error) => error instanceof RangeError && (key === '' || !error.message.includes(key)),
    );
  }
});
