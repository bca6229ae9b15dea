import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { decode, encode } from '@msgpack/msgpack';
import { type Message, StreamMessageReader } from 'vscode-jsonrpc/node';
import { MSGPACK, MsgpackMessageWriter, msgpackDecoder } from '../../src/wire/msgpack.ts';

const message = (params: object): Message =>
  ({ jsonrpc: '2.0', method: 'm', params }) as unknown as Message;

/** A pipe that takes a chunk only when it is told to. */
class Pipe extends Writable {
  chunks: Buffer[] = [];
  taken: ((error?: Error) => void)[] = [];

  override _write(chunk: Buffer, _: string, done: (error?: Error | null) => void): void {
    this.chunks.push(chunk);
    this.taken.push(done);
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('A frame names its length and its type, and leaves as one chunk.', async () => {
  const pipe = new Pipe();
  new MsgpackMessageWriter(pipe).write(message({ a: 1, b: undefined, c: null, d: 2 ** 52 }));
  await settle();
  assert.equal(pipe.chunks.length, 1);
  const [chunk = Buffer.alloc(0)] = pipe.chunks;
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const body = chunk.subarray(end);
  const head = `Content-Length: ${body.length}\r\nContent-Type: ${MSGPACK}\r\n\r\n`;
  assert.equal(chunk.subarray(0, end).toString(), head);
  assert.deepEqual(decode(body), message({ a: 1, c: null, d: 2 ** 52 }));
});

test('A write is done when the pipe took it, not before.', async () => {
  const pipe = new Pipe();
  let done = false;
  const written = new MsgpackMessageWriter(pipe).write(message({})).then(() => {
    done = true;
  });
  await settle();
  assert.equal(done, false);
  pipe.taken[0]?.();
  await written;
});

test('The stock reader reads what was written, wherever the stream is cut.', async () => {
  const written = new Pipe();
  const writer = new MsgpackMessageWriter(written);
  const messages = [message({ t: [0, 1] }), message({ name: 'größe' }), message({})];
  for (const each of messages) {
    writer.write(each);
    await settle();
    written.taken.pop()?.();
  }
  const bytes = Buffer.concat(written.chunks);
  for (const step of [1, 7, bytes.length]) {
    const stream = new PassThrough();
    const read: Message[] = [];
    new StreamMessageReader(stream, { contentTypeDecoder: msgpackDecoder }).listen((each) => {
      read.push(each);
    });
    for (let at = 0; at < bytes.length; at += step) {
      stream.write(bytes.subarray(at, at + step));
    }
    await settle();
    await settle();
    assert.deepEqual(read, messages);
  }
});

test('A body that is no MessagePack is an error of the reader, and the next one is read.', async () => {
  const stream = new PassThrough();
  const reader = new StreamMessageReader(stream, { contentTypeDecoder: msgpackDecoder });
  const read: Message[] = [];
  const errors: Error[] = [];
  reader.onError((error) => errors.push(error));
  reader.listen((each) => {
    read.push(each);
  });
  stream.write(Buffer.from('Content-Length: 1\r\n\r\n\xc1', 'latin1'));
  const body = Buffer.from(encode(message({})));
  stream.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  await settle();
  await settle();
  assert.deepEqual([errors.length, read], [1, [message({})]]);
});

test('A pipe that breaks rejects the write, tells its listeners, and throws nowhere else.', async () => {
  const pipe = new Pipe();
  const writer = new MsgpackMessageWriter(pipe);
  const told: string[] = [];
  writer.onError(([error]) => told.push(error.message));
  const written = writer.write(message({}));
  await settle();
  pipe.taken[0]?.(new Error('EPIPE'));
  await assert.rejects(written, /EPIPE/);
  assert.ok(told.includes('EPIPE'));
  await assert.rejects(writer.write(message({})));
});

test('After its end, and after it is disposed, an error of the stream does no harm.', async () => {
  const pipe = new Pipe();
  const writer = new MsgpackMessageWriter(pipe);
  writer.end();
  writer.dispose();
  await assert.rejects(writer.write(message({})));
  pipe.emit('error', new Error('late'));
  await settle();
});

test('A message that can not be encoded rejects, and writes nothing.', async () => {
  const pipe = new Pipe();
  const round: { self?: object } = {};
  round.self = round;
  await assert.rejects(new MsgpackMessageWriter(pipe).write(message(round)));
  assert.deepEqual(pipe.chunks, []);
});
