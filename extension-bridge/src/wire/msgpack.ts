/**
 * MessagePack bodies for the frames between extension and daemon. Head and body go out in one
 * write, and a write is done when the pipe took it, so that a slow daemon is felt by the batcher.
 */

import { decode, Encoder } from '@msgpack/msgpack';
import {
  AbstractMessageWriter,
  type ContentTypeDecoder,
  type Message,
  type MessageWriter,
} from 'vscode-jsonrpc/node';

export const MSGPACK = 'application/vnd.msgpack';

/** For the stock reader, which never looks at Content-Type: the daemon answers in kind. */
export const msgpackDecoder: ContentTypeDecoder = {
  name: MSGPACK,
  decode: async (body) => decode(body) as Message,
};

/** Writes frames that name their Content-Type; the stock writer never does. */
export class MsgpackMessageWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: NodeJS.WritableStream;
  #errors = 0;

  constructor(stream: NodeJS.WritableStream) {
    super();
    this.#stream = stream;
    // Never removed: a stream without a listener turns a late EPIPE into a crash of the host.
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  async write(message: Message): Promise<void> {
    try {
      await this.#put(frameOf(message));
    } catch (error) {
      this.fireError(asError(error), message, ++this.#errors);
      throw error;
    }
  }

  end(): void {
    this.#stream.end();
  }

  #put(frame: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(frame, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** JSON drops `undefined`; MessagePack would send it as nil. Each one made has a buffer of its own. */
const encoder = new Encoder({ ignoreUndefined: true });

/** One frame: head and body together, so that two messages can't mix. */
function frameOf(message: Message): Uint8Array {
  const body = encoder.encodeSharedRef(message);
  const head = `Content-Length: ${body.byteLength}\r\nContent-Type: ${MSGPACK}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'ascii'), body]);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('a message could not be written');
}
