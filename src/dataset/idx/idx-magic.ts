import { TrainerError } from '../../errors.js';
import { quantity } from '../../quantity.js';

/** What an IDX file holds: images (count × rows × columns) or labels (count). */
export type IdxKind = 'images' | 'labels';

/** The element type of both. */
export const UNSIGNED_BYTE = 0x08;
export const DIMENSIONS: Readonly<Record<IdxKind, number>> = { images: 3, labels: 1 };

const TYPES: Readonly<Record<number, string>> = {
  9: 'int8',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};

/** The first four bytes: 0, 0, element type, number of dimensions. Throws `IDX_MAGIC`, `IDX_DTYPE` or `IDX_DIMS`. */
export function checkIdxMagic(magic: number, kind: IdxKind, name: string): void {
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
