import { encode } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { TrainerError } from '../../src/errors.js';
import { decodeJpeg } from '../../src/image/jpeg.js';
import { readJpegHeader } from '../../src/image/jpeg-header.js';
import type { Fail } from '../../src/image/png-chunks.js';
import { Philox } from '../../src/random/philox.js';

const NAME = 'digit.jpg';
const [WIDTH, HEIGHT] = [24, 16];

/** Darker at the left and at the top, so every orientation gives a different picture. */
const level = (x: number, y: number) => 4 * x + 8 * y;
const data = Uint8Array.from({ length: 4 * WIDTH * HEIGHT }, (_, i) =>
  i % 4 === 3 ? 255 : level((i >> 2) % WIDTH, Math.floor((i >> 2) / WIDTH)),
);
const good = Uint8Array.from(encode({ width: WIDTH, height: HEIGHT, data }, 95).data);
const frameAt = good.findIndex((byte, i) => byte === 0xff && good[i + 1] === 0xc0);

/** Replaces `left` bytes at a position by other bytes. */
function spliced(at: number, left: number, ...bytes: number[]): Uint8Array {
  return Uint8Array.from([...good.subarray(0, at), ...bytes, ...good.subarray(at + left)]);
}

/** The file with an Exif segment that contains an orientation. */
function turned(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return spliced(2, 0, 0xff, 0xe1, 0, 8 + tiff.length, ...Buffer.from('Exif\0\0', 'latin1'), ...tiff);
}

test('decodes a JPEG file, up to the encoder’s losses', () => {
  const picture = decodeJpeg(good, NAME);
  expect([picture.width, picture.height]).toEqual([WIDTH, HEIGHT]);
  const worst = Math.max(...data.map((byte, i) => Math.abs(byte - picture.data[i])));
  expect(worst).toBeLessThan(8);
});

// Position of the stored picture's top left pixel, and whether rows become columns.
test.each([
  [1, 'left', 'top', false],
  [2, 'right', 'top', false],
  [3, 'right', 'bottom', false],
  [4, 'left', 'bottom', false],
  [5, 'left', 'top', true],
  [6, 'right', 'top', true],
  [7, 'right', 'bottom', true],
  [8, 'left', 'bottom', true],
])('orientation %i puts the first pixel at the %s %s', (orientation, side, end, isAcross) => {
  const { width, height, data: pixels } = decodeJpeg(turned(orientation), NAME);
  expect([width, height]).toEqual(isAcross ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT]);
  const at = (x: number, y: number) => pixels[4 * (y * width + x)];
  const [left, right] = side === 'left' ? [0, width - 1] : [width - 1, 0];
  const [top, bottom] = end === 'top' ? [0, height - 1] : [height - 1, 0];
  const corners = [at(left, top), at(right, top), at(left, bottom), at(right, bottom)];
  const stored = [level(0, 0), level(WIDTH - 1, 0), level(0, HEIGHT - 1), level(WIDTH - 1, HEIGHT - 1)];
  const expected = isAcross ? [stored[0], stored[2], stored[1], stored[3]] : stored;
  for (const [i, corner] of corners.entries()) expect(Math.abs(corner - expected[i])).toBeLessThan(8);
});

test('skips markers without a segment, fill bytes and invalid orientations', () => {
  const fail: Fail = (code, message) => new TrainerError(code, message);
  expect(readJpegHeader(spliced(2, 0, 0xff, 0x01, 0xff, 0xd0, 0xff, 0xff, 0xff), fail)).toBe(1);
  expect(readJpegHeader(turned(9), fail)).toBe(1);
});

describe('rejects with one sentence', () => {
  test.each<[string, Uint8Array, code: string, message: string]>([
    ['only a start marker', good.subarray(0, 4), 'TRUNCATED', 'ends before its picture begins, the file is cut off'],
    ['half of a file', good.subarray(0, good.length - 40), 'TRUNCATED', 'no end of image, the file is cut off'],
    ['no marker', spliced(2, 1, 7), 'ORDER', 'no marker at byte 2, the file is damaged'],
    ['an immediate end marker', spliced(2, 0, 0xff, 0xd9, 0, 0), 'ORDER', 'it contains no picture'],
    ['a segment of no length', spliced(4, 2, 0, 1), 'ORDER', 'a segment of 1 bytes at byte 4, the file is damaged'],
    [
      'a segment beyond the end',
      spliced(4, 2, 255, 255),
      'TRUNCATED',
      'ends before its picture begins, the file is cut off',
    ],
    ['two frames', spliced(frameAt, 0, ...good.subarray(frameAt, frameAt + 19)), 'ORDER', 'two frames, expected one'],
    ['a frame without components', spliced(frameAt + 2, 17, 0, 7, 8, 0, 16, 0, 24), 'ORDER', 'the frame is too short'],
    [
      'a frame that lacks one of three components',
      spliced(frameAt + 2, 17, 0, 8, 8, 0, 16, 0, 24, 3),
      'ORDER',
      'the frame is too short',
    ],
    ['no frame', spliced(frameAt, 19), 'ORDER', 'a scan before its frame'],
    ['12 bits', spliced(frameAt + 4, 1, 12), 'FORMAT', '12 bits a sample, expected 8'],
    ['two components', spliced(frameAt + 9, 1, 2), 'FORMAT', '2 components, expected 1, 3 or 4'],
    [
      'arithmetic coding',
      spliced(frameAt + 1, 1, 0xc9),
      'FORMAT',
      'lossless or arithmetic-coded JPEG, expected baseline or progressive',
    ],
    ['no rows', spliced(frameAt + 5, 2, 0, 0), 'SIZE', '24×0 pixels, expected at least 1×1'],
    ['too many rows', spliced(frameAt + 5, 2, 0xff, 0xff), 'SIZE', '24×65535 pixels, limit 4096×4096'],
    [
      'too many bytes',
      spliced(frameAt + 5, 4, 0x10, 0, 0x10, 0),
      'SIZE',
      '4096×4096 pixels of 24 bits are 50,331,648 bytes, limit 41,943,040',
    ],
    [
      'hundreds of scans',
      spliced(good.length - 2, 0, ...Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 0xff : 0xda))),
      'DATA',
      '201 scans, at most 100 expected',
    ],
  ])('%s', (_, bytes, code, message) => {
    const error = thrown(() => decodeJpeg(bytes, NAME));
    expect(error).toBeInstanceOf(TrainerError);
    expect(error).toMatchObject({ code: `IMAGE_${code}`, message: `${NAME}: ${message}` });
  });
});

test('400 changed or truncated files give a picture or a TrainerError', () => {
  const random = new Philox(4, 0);
  for (let round = 0; round < 400; round++) {
    const bytes = Uint8Array.from(good);
    for (let n = 1 + random.integer(4); n > 0; n--) bytes[2 + random.integer(good.length - 2)] = random.integer(256);
    const end = random.uniform() < 0.2 ? random.integer(good.length) : good.length;
    const error = thrown(() => {
      const { width, height, data: pixels } = decodeJpeg(bytes.subarray(0, end), NAME);
      expect(pixels.length).toBe(4 * width * height);
    });
    if (error !== undefined) expect(error).toBeInstanceOf(TrainerError);
  }
});

function thrown(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
}
