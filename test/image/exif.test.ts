import { expect, test } from 'vitest';
import { orientationOf } from '../../src/image/exif.js';

const EXIF = [...Buffer.from('Exif\0\0', 'latin1')];
const BIG = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
const LITTLE = [0x49, 0x49, 42, 0, 8, 0, 0, 0];
const entry = (orientation: number) => [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
const MAKER = [0x01, 0x0f, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0];

test.each<[what: string, segment: number[], orientation: number | undefined]>([
  ['names one', [...EXIF, ...BIG, 0, 1, ...entry(6)], 6],
  ['names one behind others', [...EXIF, ...BIG, 0, 2, ...MAKER, ...entry(8)], 8],
  ['has its bytes the other way', [...EXIF, ...LITTLE, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 5, 0, 0, 0], 5],
  ['names 0', [...EXIF, ...BIG, 0, 1, ...entry(0)], undefined],
  ['names 9', [...EXIF, ...BIG, 0, 1, ...entry(9)], undefined],
  ['names none', [...EXIF, ...BIG, 0, 1, ...MAKER], undefined],
  ['is none', [...Buffer.from('http://ns.adobe.com/')], undefined],
  ['is empty', [], undefined],
  ['is cut in its head', [...EXIF, ...BIG.slice(0, 7)], undefined],
  ['begins beyond its end', [...EXIF, 0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff, 0, 1], undefined],
  ['is cut in an entry', [...EXIF, ...BIG, 0, 1, ...entry(6).slice(0, 11)], undefined],
  ['announces entries that are not there', [...EXIF, ...BIG, 0xff, 0xff, ...MAKER], undefined],
])('an Exif segment that %s', (_, segment, orientation) => {
  // as part of a larger buffer, as in a file
  const bytes = Uint8Array.from([1, 2, 3, ...segment, ...entry(7), ...entry(7)]);
  expect(orientationOf(bytes.subarray(3, 3 + segment.length))).toBe(orientation);
});
