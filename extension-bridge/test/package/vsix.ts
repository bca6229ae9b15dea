/** Opens the .vsix that `npm run package` made; it is a zip file. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const root = join(import.meta.dirname, '..', '..');

export interface Vsix {
  bytes: number;
  /** The unpacked files by name, without the folder that all are in. */
  files: Map<string, Buffer>;
}

/** The manifest of the sources. */
export function manifest(): { version: string; icon: string } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Read the one .vsix in the extension's folder. */
export function readVsix(): Vsix {
  const [name, ...more] = readdirSync(root).filter((name) => name.endsWith('.vsix'));
  if (name === undefined || more.length > 0) {
    throw new Error('Run "npm run package" first.');
  }
  const packed = readFileSync(join(root, name));
  const files = new Map<string, Buffer>();
  for (const entry of entriesOf(packed)) {
    files.set(entry.name.replace(/^extension\//, ''), contentOf(packed, entry));
  }
  return { bytes: packed.length, files };
}

interface Entry {
  name: string;
  method: number;
  packed: number;
  at: number;
}

/** The entries of the central directory, which stands at the end of a zip file. */
function entriesOf(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const entries: Entry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const name = at + 46;
    const nameEnd = name + zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', name, nameEnd),
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      at: zip.readUInt32LE(at + 42),
    });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function contentOf(zip: Buffer, { at, method, packed }: Entry): Buffer {
  const start = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
  const content = zip.subarray(start, start + packed);
  return method === 0 ? content : inflateRawSync(content);
}
