import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { run } from '../../src/python/run.ts';

const OPTIONS = { limit: 20_000, cwd: tmpdir(), env: process.env };
const node = process.execPath;

test('a program that ends well or badly comes back with its code and output', async () => {
  const code = 'console.log("out"); console.error("err"); process.exit(3)';
  const heard: string[] = [];
  const onOutput = (text: string) => heard.push(text.trim());
  const ran = await run(node, ['-e', code], { ...OPTIONS, onOutput });
  assert.deepEqual(ran, { code: 3, out: 'out\n', err: 'err\n' });
  assert.deepEqual(heard.sort(), ['err', 'out']);
});

test('a program that is not there, or is none, has no code', async () => {
  assert.equal((await run('/nowhere/pulsedev', [], OPTIONS)).code, undefined);
  assert.equal((await run(tmpdir(), [], OPTIONS)).code, undefined);
});

test('a program that takes too long is ended', async () => {
  const ran = await run(node, ['-e', 'setInterval(() => {}, 9)'], { ...OPTIONS, limit: 200 });
  assert.equal(ran.code, undefined);
});

test('a program that is no longer wanted is ended', async () => {
  const signal = AbortSignal.timeout(200);
  const ran = await run(node, ['-e', 'setInterval(() => {}, 9)'], { ...OPTIONS, signal });
  assert.equal(ran.code, undefined);
  assert.equal((await run(node, ['-e', '0'], { ...OPTIONS, signal })).code, undefined);
});

test('a program that reads its input finds it empty', async () => {
  const code = 'process.stdin.on("end", () => console.log("end")).resume()';
  assert.equal((await run(node, ['-e', code], OPTIONS)).out, 'end\n');
});
