import { describe, expect, test } from 'vitest';
import { encodeIdx, type IdxKind, parseIdx } from '../../../src/dataset/idx/idx.js';

const NAME = 'some-file';

/** Bytes from a hex string with spaces, followed by zeros. */
function hex(text: string, zeros = 0): Uint8Array {
  return new Uint8Array(Buffer.concat([Buffer.from(text.replaceAll(' ', ''), 'hex'), Buffer.alloc(zeros)]));
}

describe('an IDX file', () => {
  test('is parsed to its dimensions and a view of its bytes', () => {
    const images = encodeIdx(
      [2, 3, 4],
      Uint8Array.from({ length: 24 }, (_, i) => i),
    );
    const parsed = parseIdx(images, 'images', NAME);
    expect(parsed.dimensions).toEqual([2, 3, 4]);
    expect(parsed.data).toEqual(Uint8Array.from({ length: 24 }, (_, i) => i));
    expect(parsed.data.buffer).toBe(images.buffer);
  });

  test('is written in the IDX format', () => {
    expect(encodeIdx([3], Uint8Array.of(7, 8, 9))).toEqual(hex('00 00 08 01 00 00 00 03 07 08 09'));
    expect(() => encodeIdx([4], Uint8Array.of(7, 8, 9))).toThrow('4 is not the 3 bytes given');
    expect(() => encodeIdx([2, 2], Uint8Array.of(7, 8, 9))).toThrow('2×2 is not the 3 bytes given');
  });

  test('is parsed at any offset in a buffer', () => {
    const inside = new Uint8Array(100).subarray(37, 37 + 11);
    inside.set(encodeIdx([3], Uint8Array.of(7, 8, 9)));
    expect(parseIdx(inside, 'labels', NAME).data).toEqual(Uint8Array.of(7, 8, 9));
  });

  const cases: [what: string, kind: IdxKind, bytes: Uint8Array, code: string, message: string][] = [
    ['empty', 'labels', hex(''), 'IDX_EMPTY', 'file is empty, expected at least 8 header bytes'],
    ['empty', 'images', hex(''), 'IDX_EMPTY', 'file is empty, expected at least 16 header bytes'],
    ['three bytes', 'labels', hex('00 00 08'), 'IDX_SHORT_HEADER', '3 bytes, expected 4 magic bytes'],
    ['no dimensions', 'images', hex('00000803'), 'IDX_SHORT_HEADER', '4 bytes, expected 16 for 3 dimensions'],
    [
      'labels for images',
      'images',
      hex('00000801 00000003 070809'),
      'IDX_MAGIC',
      'got 0x00000801 (labels, 1-D uint8), expected 0x00000803 (images, 3-D uint8)',
    ],
    [
      'images for labels',
      'labels',
      hex('00000803', 12),
      'IDX_MAGIC',
      'got 0x00000803 (images, 3-D uint8), expected 0x00000801 (labels, 1-D uint8)',
    ],
    [
      'little-endian',
      'images',
      hex('03080000', 12),
      'IDX_MAGIC',
      'got 0x03080000; bytes look little-endian, IDX is big-endian',
    ],
    [
      'little-endian',
      'labels',
      hex('01080000', 4),
      'IDX_MAGIC',
      'got 0x01080000; bytes look little-endian, IDX is big-endian',
    ],
    ...Object.entries({
      '09': 'int8',
      '0b': 'int16',
      '0c': 'int32',
      '0d': 'float32',
      '0e': 'float64',
      77: 'unknown',
    }).map(([type, name]): (typeof cases)[0] => [
      `${name}`,
      'images',
      hex(`0000${type}03`, 12),
      'IDX_DTYPE',
      `element type 0x${type} (${name}), only 0x08 (uint8) is supported`,
    ]),
    ['no dimensions', 'images', hex('00000800', 12), 'IDX_DIMS', '0 dimensions, expected 3'],
    ['255 dimensions', 'images', hex('000008ff', 12), 'IDX_DIMS', '255 dimensions, expected 3'],
    [
      'truncated dimensions',
      'images',
      hex('00000803 00000001 0000'),
      'IDX_SHORT_HEADER',
      '10 bytes, expected 16 for 3 dimensions',
    ],
    ['truncated count', 'labels', hex('00000801 00'), 'IDX_SHORT_HEADER', '5 bytes, expected 8 for 1 dimension'],
    [
      'one image short',
      'images',
      hex('00000803 0000ea60 0000001c 0000001c', 59999 * 784),
      'IDX_TRUNCATED',
      '47,039,232 bytes, header declares 47,040,016 (60000×28×28 + 16); 784 missing',
    ],
    [
      'one byte too many',
      'images',
      hex('00000803 00000001 00000002 00000002', 5),
      'IDX_TRAILING',
      '1 byte after the last image',
    ],
    ['two labels too many', 'labels', hex('00000801 00000001', 3), 'IDX_TRAILING', '2 bytes after the last label'],
    [
      'a huge count',
      'images',
      hex('00000803 ffffffff 0000001c 0000001c'),
      'IDX_TOO_LARGE',
      'header declares 4294967295×28×28 = 3.4e+12 bytes, limit 268435456',
    ],
    [
      'a product above 2⁵³',
      'images',
      hex('00000803 80000000 80000000 00000004'),
      'IDX_TOO_LARGE',
      'header size overflows (2147483648×2147483648×4)',
    ],
    ['no images', 'images', hex('00000803 00000000 0000001c 0000001c'), 'IDX_NO_IMAGES', 'header declares 0 images'],
    ['no labels', 'labels', hex('00000801 00000000'), 'IDX_NO_IMAGES', 'header declares 0 labels'],
    [
      'gzip data',
      'labels',
      hex('1f8b0808 00000000'),
      'IDX_MAGIC',
      'got 0x1f8b0808; this is gzip data, expected 0x00000801 (labels, 1-D uint8)',
    ],
    [
      'text',
      'labels',
      new TextEncoder().encode('<!doctype html>'),
      'IDX_MAGIC',
      'got 0x3c21646f, expected 0x00000801 (labels, 1-D uint8)',
    ],
  ];

  test.each(cases)('with %s (%s) is rejected', (_, kind, bytes, code, message) => {
    expect(() => parseIdx(bytes, kind, NAME)).toThrow(
      expect.objectContaining({ code, message: `${NAME}: ${message}` }),
    );
  });

  test.each([
    ['images and labels may be swapped', '00000801'],
    ['let its name end in .gz, or unpack it', '1f8b0808'],
  ])('is rejected with the hint: %s', (hint, magic) => {
    expect(() => parseIdx(hex(magic, 12), 'images', NAME)).toThrow(expect.objectContaining({ hint }));
  });
});
