import { TrainerError } from '../../errors.js';
import { grouped, quantity } from '../../quantity.js';

/** Content of an IDX file: images [count, rows, columns] or labels [count]. */
export type IdxKind = 'images' | 'labels';

/** The only element type that is supported. */
const UNSIGNED_BYTE = 0x08;
const DIMENSIONS: Readonly<Record<IdxKind, number>> = { images: 3, labels: 1 };

const TYPES: Readonly<Record<number, string>> = {
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

export interface IdxHeader {
  /** [count, rows, columns] for images, [count] for labels. */
  readonly dimensions: readonly number[];
  readonly offset: number;
  /** Size of the whole file, with its header. */
  readonly bytes: number;
}

/** Largest unpacked file: 65,535 images of 64×64. The simd engine uses up to four times this size of its 2 GiB. */
export const MAX_IDX_BYTES = 2 ** 28;

/** Bytes before the data. */
export function idxHeaderBytes(kind: IdxKind): number {
  return 4 + 4 * DIMENSIONS[kind];
}

/**
 * Reads the header of an unpacked IDX file (big-endian: 0, 0, type, number of dimensions, then each dimension as uint32).
 * Checks it before anything of the declared size is allocated. name: what errors call the file. Throws `IDX_EMPTY`,
 * `IDX_SHORT_HEADER`, `IDX_MAGIC`, `IDX_DTYPE`, `IDX_DIMS`, `IDX_TOO_LARGE` or `IDX_NO_IMAGES`.
 */
export function readIdxHeader(bytes: Uint8Array, kind: IdxKind, name: string): IdxHeader {
  const offset = idxHeaderBytes(kind);
  if (bytes.length === 0) {
    throw new TrainerError('IDX_EMPTY', `${name}: file is empty, expected at least ${offset} header bytes`);
  }
  if (bytes.length < 4) {
    throw new TrainerError('IDX_SHORT_HEADER', `${name}: ${quantity(bytes.length, 'byte')}, expected 4 magic bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkIdxMagic(view.getUint32(0), kind, name);
  if (bytes.length < offset) {
    const wanted = `expected ${offset} for ${quantity(DIMENSIONS[kind], 'dimension')}`;
    throw new TrainerError('IDX_SHORT_HEADER', `${name}: ${bytes.length} bytes, ${wanted}`);
  }
  const dimensions = Array.from({ length: DIMENSIONS[kind] }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = dimensions.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(size)) {
    throw new TrainerError('IDX_TOO_LARGE', `${name}: header size overflows (${dimensions.join('×')})`);
  }
  if (offset + size > MAX_IDX_BYTES) {
    const declared = `${dimensions.join('×')} = ${size.toExponential(1)} bytes`;
    throw new TrainerError('IDX_TOO_LARGE', `${name}: header declares ${declared}, limit ${MAX_IDX_BYTES}`);
  }
  if (dimensions[0] === 0) throw new TrainerError('IDX_NO_IMAGES', `${name}: header declares 0 ${kind}`);
  return { dimensions, offset, bytes: offset + size };
}

/** Checks the first four bytes: 0, 0, element type, number of dimensions. Throws `IDX_MAGIC`, `IDX_DTYPE` or `IDX_DIMS`. */
function checkIdxMagic(magic: number, kind: IdxKind, name: string): void {
  const expected = UNSIGNED_BYTE * 256 + DIMENSIONS[kind];
  if (magic === expected) return;
  const got = `${name}: got ${hex(magic)}`;
  const wanted = `expected ${described(expected)}`;
  if (magic === 0x00000801 || magic === 0x00000803) {
    const hint = 'images and labels may be swapped';
    throw new TrainerError('IDX_MAGIC', `${name}: got ${described(magic)}, ${wanted}`, { hint });
  }
  if (magic === 0x01080000 || magic === 0x03080000) {
    throw new TrainerError('IDX_MAGIC', `${got}; bytes look little-endian, IDX is big-endian`);
  }
  if (magic >>> 16 === 0x1f8b) {
    const hint = 'let its name end in .gz, or unpack it';
    throw new TrainerError('IDX_MAGIC', `${got}; this is gzip data, ${wanted}`, { hint });
  }
  if (magic >>> 16 !== 0) throw new TrainerError('IDX_MAGIC', `${got}, ${wanted}`);
  const type = magic >>> 8;
  if (type !== UNSIGNED_BYTE) {
    const typeName = TYPES[type] ?? 'unknown';
    const text = `element type 0x${type.toString(16).padStart(2, '0')} (${typeName}), only 0x08 (uint8) is supported`;
    throw new TrainerError('IDX_DTYPE', `${name}: ${text}`);
  }
  throw new TrainerError('IDX_DIMS', `${name}: ${quantity(magic & 255, 'dimension')}, expected ${DIMENSIONS[kind]}`);
}

function described(magic: number): string {
  return magic === 0x00000803 ? `${hex(magic)} (images, 3-D uint8)` : `${hex(magic)} (labels, 1-D uint8)`;
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}

/**
 * Parses an unpacked IDX file of unsigned bytes. `data` is a view, not a copy. Throws the errors of {@link readIdxHeader},
 * and `IDX_TRUNCATED` or `IDX_TRAILING` if the length does not match the header.
 */
export function parseIdx(bytes: Uint8Array, kind: IdxKind, name: string): IdxHeader & { readonly data: Uint8Array } {
  const header = readIdxHeader(bytes, kind, name);
  const missing = header.bytes - bytes.length;
  if (missing > 0) {
    const declared = `${grouped(header.bytes)} (${header.dimensions.join('×')} + ${header.offset})`;
    const text = `${grouped(bytes.length)} bytes, header declares ${declared}; ${grouped(missing)} missing`;
    throw new TrainerError('IDX_TRUNCATED', `${name}: ${text}`);
  }
  if (missing < 0) {
    const extra = quantity(-missing, 'byte');
    throw new TrainerError('IDX_TRAILING', `${name}: ${extra} after the last ${kind.slice(0, -1)}`);
  }
  return { ...header, data: bytes.subarray(header.offset) };
}

/** Makes an IDX file of unsigned bytes. Throws a RangeError if the dimensions do not match the data. */
export function encodeIdx(dimensions: readonly number[], data: Uint8Array): Uint8Array {
  const size = dimensions.reduce((product, length) => product * length, 1);
  if (size !== data.length) throw new RangeError(`${dimensions.join('×')} is not the ${data.length} bytes given`);
  const offset = 4 + 4 * dimensions.length;
  const bytes = new Uint8Array(offset + size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, UNSIGNED_BYTE * 256 + dimensions.length);
  dimensions.forEach((length, axis) => {
    view.setUint32(4 + 4 * axis, length);
  });
  bytes.set(data, offset);
  return bytes;
}
