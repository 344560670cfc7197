import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { TrainerError } from '../../src/errors.js';
import { readPicture } from '../../src/image/picture-file.js';
import { decodePng } from '../../src/image/png.js';
import { Philox } from '../../src/random/philox.js';
import { chunk, encodeGrey, encodePng, idat, ihdr, pngOf, SAMPLES } from '../fixtures/png.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const NAME = 'digit.png';
const good = encodeGrey(28, 28, (x, y) => (x * 9 + y) & 255);
const IHDR_AT = 8;
const IDAT_AT = IHDR_AT + 25;

/** Samples for any bit depth that differ from their neighbours. */
function sampleOf(depth: number) {
  return (x: number, y: number, s: number) => (x * 2741 + y * 977 + s * 3301 + x * y) % 2 ** depth;
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function changed(bytes: Uint8Array, at: number, to: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = to;
  return copy;
}

function header(width: number, height: number, depth = 8, colourType = 0, interlace = 0): Uint8Array {
  return pngOf(ihdr(width, height, depth, colourType, interlace), idat(new Uint8Array(10)));
}

describe('a PNG file', () => {
  const kinds = [
    [0, [1, 2, 4, 8, 16]],
    [2, [8, 16]],
    [4, [8, 16]],
    [6, [8, 16]],
  ] as const;
  const formats = kinds.flatMap(([colourType, depths]) =>
    depths.flatMap((depth) => [false, true].map((isInterlaced) => ({ colourType, depth, isInterlaced }))),
  );

  test.each(formats)('of colour type $colourType, $depth bits, interlaced: $isInterlaced', async (format) => {
    const { colourType, depth } = format;
    const sample = sampleOf(depth);
    for (const [width, height] of [
      [1, 1],
      [3, 5],
      [19, 11],
    ]) {
      const { data, ...size } = await decodePng(encodePng({ ...format, width, height, sample }), NAME);
      expect(size).toMatchObject({ width, height });
      const eight = (x: number, y: number, s: number) => Math.round((sample(x, y, s) * 255) / (2 ** depth - 1));
      const samples = SAMPLES[colourType];
      const expected = Array.from({ length: 4 * width * height }, (_, i) => {
        const [x, y, channel] = [(i >> 2) % width, Math.floor((i >> 2) / width), i % 4];
        if (channel === 3) return samples % 2 === 0 ? eight(x, y, samples - 1) : 255;
        return eight(x, y, samples < 3 ? 0 : channel);
      });
      expect(Array.from(data)).toEqual(expected);
    }
  });

  test.each([1, 2, 4, 8])('of a palette with transparent colours, %i bits', async (depth) => {
    const colours = 2 ** depth;
    const palette = Array.from({ length: 3 * colours }, (_, i) => (i * 37) & 255);
    const before = [chunk('PLTE', palette), chunk('tRNS', [0])];
    const sample = sampleOf(depth);
    for (const isInterlaced of [false, true]) {
      const file = encodePng({ width: 9, height: 7, depth, colourType: 3, isInterlaced, before, sample });
      const { data } = await decodePng(file, NAME);
      for (let i = 0; i < 63; i++) {
        const index = sample(i % 9, Math.floor(i / 9), 0);
        const rgba = [...palette.slice(3 * index, 3 * index + 3), index === 0 ? 0 : 255];
        expect(Array.from({ length: 4 }, (_, c) => data[4 * i + c])).toEqual(rgba);
      }
    }
  });

  test('with one colour declared transparent', async () => {
    const before = [chunk('tRNS', [0, 3])];
    const file = encodePng({ width: 16, height: 1, depth: 4, colourType: 0, before, sample: (x) => x });
    const { data } = await decodePng(file, NAME);
    expect(Array.from({ length: 16 }, (_, x) => data[4 * x + 3]).map((alpha) => alpha === 0)).toEqual(
      Array.from({ length: 16 }, (_, x) => x === 3),
    );
  });

  test('in several IDAT chunks, with text, profiles and animation frames that are not unpacked', async () => {
    const packed = deflateSync(Uint8Array.from([0, 10, 20, 0, 30, 40]));
    const bomb = deflateSync(new Uint8Array(3_000_000));
    const file = pngOf(
      ihdr(2, 2, 8, 0),
      chunk('iCCP', Buffer.concat([latin1('x\0\0'), bomb])),
      chunk('zTXt', Buffer.concat([latin1('x\0\0'), bomb])),
      chunk('acTL', [0, 0, 0, 2, 0, 0, 0, 0]),
      chunk('IDAT', packed.subarray(0, 5)),
      chunk('IDAT'),
      chunk('IDAT', packed.subarray(5)),
      chunk('fdAT', bomb),
      chunk('iTXt', Buffer.concat([latin1('x\0\x01\0\0\0'), bomb])),
      chunk('gAMA', [1]),
    );
    const { data } = await decodePng(file, NAME);
    expect(Array.from(data).filter((_, i) => i % 4 === 0)).toEqual([10, 20, 30, 40]);
  });
});

const cut = good.length - IDAT_AT - 12 - 12;
const FAULTS: readonly (readonly [what: string, bytes: Uint8Array, code: string, message: string])[] = [
  ['nothing', new Uint8Array(0), 'SIGNATURE', 'file is empty, expected PNG or JPEG'],
  ['GIF', latin1('GIF89a'), 'SIGNATURE', 'starts with 47 49 46 38 (GIF), expected PNG or JPEG'],
  ['BMP', latin1('BM\x10\0\0\0'), 'SIGNATURE', 'starts with 42 4d 10 00 (BMP), expected PNG or JPEG'],
  ['WebP', latin1('RIFF\n\0\0\0WEBPVP8 '), 'SIGNATURE', 'starts with 52 49 46 46 (WebP), expected PNG or JPEG'],
  ['HEIC', latin1('\0\0\0\x18ftypheic'), 'SIGNATURE', 'starts with 00 00 00 18 (HEIC), expected PNG or JPEG'],
  ['AVIF', latin1('\0\0\0\x18ftypavif'), 'SIGNATURE', 'starts with 00 00 00 18 (AVIF), expected PNG or JPEG'],
  ['text', latin1('{}'), 'SIGNATURE', 'starts with 7b 7d, expected PNG or JPEG'],
  [
    '\\r\\n to \\n',
    latin1(Buffer.from(good).toString('latin1').replaceAll('\r\n', '\n')),
    'SIGNATURE',
    'line endings were changed by a text-mode transfer',
  ],
  [
    '\\n to \\r\\n',
    latin1(Buffer.from(good).toString('latin1').replaceAll('\n', '\r\n')),
    'SIGNATURE',
    'line endings were changed by a text-mode transfer',
  ],
  [
    'read as UTF-8',
    Buffer.from(Buffer.from(good).toString('utf8')),
    'SIGNATURE',
    'was damaged by a program that treated it as text',
  ],
  ['truncated within the signature', good.subarray(0, 6), 'SIGNATURE', 'ends after 6 bytes'],
  ['only a signature', good.subarray(0, 8), 'TRUNCATED', 'no IEND, the file is cut off'],
  ['no IHDR', pngOf(idat([0])), 'HEADER', 'first chunk is "IDAT", expected "IHDR"'],
  ['a long IHDR', pngOf(chunk('IHDR', new Uint8Array(14))), 'HEADER', 'IHDR has 14 bytes, expected 13'],
  ['two IHDR', pngOf(ihdr(1, 1, 8, 0), ihdr(1, 1, 8, 0)), 'HEADER', 'a second IHDR'],
  ['no width', header(0, 28), 'SIZE', '0×28 pixels, expected at least 1×1'],
  ['too large', header(100_000, 100_000), 'SIZE', '100000×100000 pixels, limit 4096×4096'],
  ['beyond 2³¹', header(28, 2 ** 32 - 1), 'SIZE', '28×4294967295 pixels, limit 4096×4096'],
  [
    'too many bytes',
    header(4096, 4096, 16, 6),
    'SIZE',
    '4096×4096 pixels of 64 bits are 134,217,728 bytes, limit 41,943,040',
  ],
  ['3 bits', header(28, 28, 3), 'FORMAT', 'bit depth 3 is not valid for colour type 0, expected 1, 2, 4, 8 or 16'],
  ['RGB of 1 bit', header(28, 28, 1, 2), 'FORMAT', 'bit depth 1 is not valid for colour type 2, expected 8 or 16'],
  ['colour type 5', header(28, 28, 8, 5), 'FORMAT', 'colour type 5 is not valid, expected 0, 2, 3, 4 or 6'],
  ['interlace 2', header(28, 28, 8, 0, 2), 'FORMAT', 'compression 0, filter 0, interlace 2, expected 0, 0 and 0 or 1'],
  [
    'a chunk longer than the file',
    Buffer.concat([good.subarray(0, IDAT_AT), latin1('\xff\xff\xff\xff'), good.subarray(IDAT_AT + 4)]),
    'TRUNCATED',
    `chunk IDAT declares 4,294,967,295 bytes, ${cut + 12} remain`,
  ],
  ['truncated in half', good.subarray(0, IDAT_AT + 20), 'TRUNCATED', `chunk IDAT declares ${cut} bytes, 8 remain`],
  ['truncated within a chunk', good.subarray(0, -5), 'TRUNCATED', 'ends within a chunk, 7 bytes into it'],
  [
    'a byte changed',
    changed(good, IDAT_AT + 15, good[IDAT_AT + 15] ^ 4),
    'CRC',
    'CRC-32 mismatch in chunk IDAT, the file is damaged',
  ],
  ['the size changed', changed(good, IHDR_AT + 10, 255), 'CRC', 'CRC-32 mismatch in chunk IHDR, the file is damaged'],
  ['no IDAT', pngOf(ihdr(1, 1, 8, 0)), 'ORDER', 'no IDAT: the file contains no picture'],
  ['IDAT apart', pngOf(ihdr(1, 1, 8, 0), idat([0, 1]), chunk('tEXt'), idat([0])), 'ORDER', 'IDAT after tEXt'],
  ['no IEND', good.subarray(0, -12), 'TRUNCATED', 'no IEND, the file is cut off'],
  ['more after IEND', Buffer.concat([good, latin1('more')]), 'ORDER', '4 bytes after IEND'],
  [
    'a palette after the pixels',
    pngOf(ihdr(1, 1, 8, 2), idat([0, 1, 1, 1]), chunk('PLTE', [1, 2, 3])),
    'ORDER',
    'PLTE after IDAT',
  ],
  [
    'two palettes',
    pngOf(ihdr(1, 1, 8, 3), chunk('PLTE', [1, 2, 3]), chunk('PLTE', [1, 2, 3])),
    'ORDER',
    'a second PLTE',
  ],
  [
    'a critical chunk',
    pngOf(ihdr(1, 1, 8, 0), chunk('CgBI'), idat([0, 1])),
    'CHUNK',
    'unsupported critical chunk "CgBI"',
  ],
  [
    'an invalid name',
    pngOf(ihdr(1, 1, 8, 0), chunk('I\x1b[2')),
    'CHUNK',
    'chunk name 49 1b 5b 32 at byte 37 is not four letters',
  ],
  ['no palette', header(1, 1, 8, 3), 'PALETTE', 'palette is missing, and pixels are indices into it'],
  [
    'half a colour',
    pngOf(ihdr(1, 1, 1, 3), chunk('PLTE', [1, 2, 3, 4])),
    'PALETTE',
    'palette has 4 bytes, expected 3 for each of 1 to 2 colours',
  ],
  [
    'an index outside',
    encodePng({
      width: 3,
      height: 1,
      depth: 8,
      colourType: 3,
      before: [chunk('PLTE', new Uint8Array(48))],
      sample: () => 200,
    }),
    'PALETTE',
    'index 200, palette has 16',
  ],
  [
    'more transparent colours than colours',
    pngOf(ihdr(1, 1, 8, 3), chunk('PLTE', [1, 2, 3]), chunk('tRNS', [1, 2])),
    'PALETTE',
    'tRNS is for 2 colours, palette has 1',
  ],
  [
    'filter 5',
    pngOf(ihdr(1, 4, 8, 0), idat([0, 1, 1, 1, 5, 1, 0, 1])),
    'FILTER',
    'filter type 5 in row 3, expected 0 to 4',
  ],
  ['filter 5, interlaced', pngOf(ihdr(1, 1, 8, 0, 1), idat([5, 1])), 'FILTER', 'filter type 5, expected 0 to 4'],
  [
    'half a transparent colour',
    pngOf(ihdr(1, 1, 8, 0), chunk('tRNS', [1]), idat([0, 1])),
    'CHUNK',
    'tRNS is too short for a colour',
  ],
  ['too few bytes', header(28, 28), 'DATA', 'got 10 bytes of pixels, expected 812'],
  [
    'a bomb',
    pngOf(ihdr(28, 28, 8, 0), idat(new Uint8Array(10_000_000))),
    'DATA',
    'unpacked data exceeds 812 bytes; stopped',
  ],
  [
    'too few bytes of an interlaced picture',
    pngOf(ihdr(8, 8, 8, 0, 1), idat(new Uint8Array(78))),
    'DATA',
    '78 bytes of pixels do not fit the size the header declares',
  ],
  [
    'too many bytes of an interlaced picture',
    pngOf(ihdr(8, 8, 8, 0, 1), idat(new Uint8Array(80))),
    'DATA',
    '80 bytes of pixels do not fit the size the header declares',
  ],
  [
    'a bomb in an interlaced picture',
    pngOf(ihdr(8, 8, 8, 0, 1), idat(new Uint8Array(10_000_000))),
    'DATA',
    'unpacked data exceeds 110 bytes; stopped',
  ],
  [
    'no zlib stream',
    pngOf(ihdr(1, 1, 8, 0), chunk('IDAT', [1, 2, 3])),
    'DATA',
    'compressed data is damaged (incorrect header check)',
  ],
  [
    'a truncated stream',
    pngOf(ihdr(28, 28, 8, 0), chunk('IDAT', deflateSync(new Uint8Array(812)).subarray(0, 6))),
    'DATA',
    'compressed data is damaged (unexpected end of file)',
  ],
];

describe('a damaged file is rejected with one sentence:', () => {
  test.each(FAULTS)('%s', async (_, bytes, code, message) => {
    const error = await decodePng(bytes, NAME).catch((error) => error);
    expect(error).toBeInstanceOf(TrainerError);
    expect([error.code, error.message]).toEqual([`IMAGE_${code}`, `${NAME}: ${message}`]);
  });

  test('folders, missing files and too large files are not read', async () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    mkdirSync(path('folder.png'));
    writeFileSync(path('huge.png'), '');
    truncateSync(path('huge.png'), 2 ** 33);
    const message = (name: string) => readPicture(path(name)).catch(({ code, message }) => `${code}: ${message}`);
    expect(await message('missing.png')).toBe(`IMAGE_READ: ${path('missing.png')}: no such file`);
    expect(await message('folder.png')).toBe(`IMAGE_READ: ${path('folder.png')}: is a folder`);
    expect(await message('huge.png')).toBe(
      `IMAGE_READ: ${path('huge.png')}: has 8,589,934,592 bytes, at most 33,554,432 expected`,
    );
  });
});

test('1,500 changed files give a picture or a TrainerError', async () => {
  const before = [chunk('PLTE', new Uint8Array(48)), chunk('tRNS', [1, 2, 3])];
  const files = [
    good,
    encodePng({ width: 7, height: 9, depth: 4, colourType: 3, isInterlaced: true, before, sample: sampleOf(4) }),
    encodePng({ width: 5, height: 5, depth: 16, colourType: 6, sample: sampleOf(16) }),
  ];
  const random = new Philox(3, 0);
  for (let round = 0; round < 1500; round++) {
    const bytes = Uint8Array.from(files[round % files.length]);
    for (let edits = 1 + random.integer(4); edits > 0; edits--)
      bytes[random.integer(bytes.length)] = random.integer(256);
    // Most files get correct checksums, so that they pass the CRC check.
    if (round % 5 > 0) correctChecksums(bytes);
    const end = random.integer(10) === 0 ? random.integer(bytes.length) : bytes.length;
    try {
      const { width, height, data } = await decodePng(bytes.subarray(0, end), NAME);
      expect(data.length).toBe(4 * width * height);
    } catch (error) {
      if (!(error instanceof TrainerError)) {
        throw new Error(`round ${round}: ${Buffer.from(bytes).toString('base64')}`, { cause: error });
      }
      expect(error.code).toMatch(/^IMAGE_[A-Z]+$/);
      expect(error.message).toMatch(/^\P{C}*$/u);
    }
  }
});

function correctChecksums(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
}
