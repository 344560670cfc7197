import { crc32, inflateRawSync } from 'node:zlib';
import { type Zippable, zipSync } from 'fflate';
import { StoredFault } from '../documents/json-document.js';
import { shown } from '../documents/problem.js';
import { quantity } from '../quantity.js';

/** The earliest date a zip file can store, in local time like zip files, so that the bytes do not depend on the time zone. */
const DATE = new Date(1980, 0, 1);

/** An uncompressed zip file. The same files give the same bytes. */
export function zipBytes(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(files as Zippable, { level: 0, mtime: DATE });
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly place: number;
}

/**
 * Unpacks one file at a time, at most `maxBytes` in total. Throws a StoredFault. fflate is not used for
 * this: it trusts the stored sizes and ignores the checksums.
 */
export function* unzip(zip: Buffer, maxBytes: number): Generator<{ name: string; content: Buffer }> {
  const entries = [...entriesOf(zip)];
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  const bytes = sum(entries.map((entry) => entry.bytes));
  if (bytes > maxBytes) {
    throw new StoredFault(
      'TOO_LARGE',
      `unpacks to ${quantity(bytes, 'byte')}, expected at most ${quantity(maxBytes, 'byte')}`,
    );
  }
  // a zip bomb may list the same bytes many times
  if (sum(entries.map((entry) => entry.packedBytes)) > zip.length) throw damaged('its entries overlap');
  for (const entry of entries) yield { name: entry.name, content: contentOf(zip, entry) };
}

function* entriesOf(zip: Buffer): Generator<Entry> {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || zip.readUInt32LE(at) !== ENTRY) throw damaged(`entry ${i + 1} of ${count} is missing`);
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    if (nameEnd > end) throw damaged(`entry ${i + 1} of ${count} is missing`);
    yield {
      name: zip.toString('utf8', at + 46, nameEnd),
      isEncrypted: (zip.readUInt16LE(at + 8) & 1) === 1,
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packedBytes: zip.readUInt32LE(at + 20),
      bytes: zip.readUInt32LE(at + 24),
      place: zip.readUInt32LE(at + 42),
    };
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

/** Offset of the end record: 22 bytes and a comment at the end of the file. */
function endOf(zip: Buffer): number {
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--) {
    if (zip.readUInt32LE(at) === END && at + 22 + zip.readUInt16LE(at + 20) === zip.length) return at;
  }
  throw damaged('the directory at the end is missing');
}

function contentOf(zip: Buffer, { name, isEncrypted, method, crc, packedBytes, bytes, place }: Entry): Buffer {
  const file = shown(name);
  if (isEncrypted) throw new StoredFault('DATA', `its entry ${file} is encrypted`);
  if (place + 30 > zip.length || zip.readUInt32LE(place) !== LOCAL) throw damaged(`${file} is not at its offset`);
  const start = place + 30 + zip.readUInt16LE(place + 26) + zip.readUInt16LE(place + 28);
  if (start + packedBytes > zip.length) throw damaged(`${file} is cut off`);
  const packed = zip.subarray(start, start + packedBytes);
  const content = method === DEFLATED ? inflated(packed, bytes) : method === STORED ? packed : undefined;
  if (!content) throw new StoredFault('DATA', `its entry ${file} uses compression method ${method}, expected 0 or 8`);
  if (content.length !== bytes || crc32(content) !== crc) throw damaged(`${file} does not match its checksum`);
  return content;
}

/** Decompresses; returns an empty buffer if the data is invalid or larger than `bytes`. */
function inflated(packed: Buffer, bytes: number): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch {
    return Buffer.alloc(0);
  }
}

function damaged(reason: string): StoredFault {
  return new StoredFault('DATA', `not a complete zip file: ${reason}`);
}
