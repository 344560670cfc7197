import { TrainerError } from '../../errors.js';
import { grouped, quantity } from '../../quantity.js';
import { checkIdxMagic, DIMENSIONS, type IdxKind, UNSIGNED_BYTE } from './idx-magic.js';

export interface IdxHeader {
  /** [count, rows, columns] of images, [count] of labels. */
  readonly dimensions: readonly number[];
  readonly offset: number;
  /** The whole file, header included. */
  readonly bytes: number;
}

/**
 * The largest unpacked file that is read, in bytes: 65,535 images of 64×64, or 342,392 of 28×28. The simd engine takes up
 * to four bytes for each of them from its 2 GiB.
 */
export const MAX_IDX_BYTES = 2 ** 28;

/** How many bytes come before the data of such a file. */
export function idxHeaderBytes(kind: IdxKind): number {
  return 4 + 4 * DIMENSIONS[kind];
}

/**
 * The header of an unpacked IDX file (big-endian: 0, 0, type, number of dimensions, then each dimension as uint32),
 * checked before anything of the size it declares is touched. name: how errors call the file.
 * Throws `IDX_EMPTY`, `IDX_SHORT_HEADER`, `IDX_MAGIC`, `IDX_DTYPE`, `IDX_DIMS`, `IDX_TOO_LARGE` or `IDX_NO_IMAGES`.
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

/**
 * An unpacked IDX file of unsigned bytes; data is a view of the given bytes, not a copy.
 * Throws as {@link readIdxHeader} does, and `IDX_TRUNCATED` or `IDX_TRAILING` when the length is not the header's.
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
    throw new TrainerError(
      'IDX_TRAILING',
      `${name}: ${quantity(-missing, 'byte')} after the last ${kind.slice(0, -1)}`,
    );
  }
  return { ...header, data: bytes.subarray(header.offset) };
}

/** An IDX file of unsigned bytes; data must have as many as the dimensions say. */
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
