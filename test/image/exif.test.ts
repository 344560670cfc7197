import { expect, test } from 'vitest';
import { orientationOf } from '../../src/image/exif.js';

const EXIF = [...Buffer.from('Exif\0\0', 'latin1')];
const BIG = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
const LITTLE = [0x49, 0x49, 42, 0, 8, 0, 0, 0];
const entry = (orientation: number) => [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
const MAKER = [0x01, 0x0f, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0];

test.each<[what: string, segment: number[], orientation: number | undefined]>([
  ['contains an orientation', [...EXIF, ...BIG, 0, 1, ...entry(6)], 6],
  ['contains an orientation after other entries', [...EXIF, ...BIG, 0, 2, ...MAKER, ...entry(8)], 8],
  ['is little-endian', [...EXIF, ...LITTLE, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0], 5],
  ['contains orientation 0', [...EXIF, ...BIG, 0, 1, ...entry(0)], undefined],
  ['contains orientation 9', [...EXIF, ...BIG, 0, 1, ...entry(9)], undefined],
  ['contains no orientation', [...EXIF, ...BIG, 0, 1, ...MAKER], undefined],
  ['has another format', [...Buffer.from('http://ns.adobe.com/')], undefined],
  ['is empty', [], undefined],
  ['is truncated in its header', [...EXIF, ...BIG.slice(0, 7)], undefined],
  ['points beyond its end', [...EXIF, 0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff, 0, 1], undefined],
  ['is truncated in an entry', [...EXIF, ...BIG, 0, 1, ...entry(6).slice(0, 11)], undefined],
  ['declares missing entries', [...EXIF, ...BIG, 0xff, 0xff, ...MAKER], undefined],
])('an Exif segment that %s', (_, segment, orientation) => {
  // The segment is part of a larger buffer, as in a file.
  const bytes = Uint8Array.from([1, 2, 3, ...segment, ...entry(7), ...entry(7)]);
  expect(orientationOf(bytes.subarray(3, 3 + segment.length))).toBe(orientation);
});
