import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { packGzip } from '../../../src/dataset/idx/gzip.js';
import { encodeIdx, parseIdx } from '../../../src/dataset/idx/idx.js';
import { unpackIdx } from '../../../src/dataset/idx/unpack-idx.js';
import { Philox } from '../../../src/random/philox.js';

const NAME = 'some-file.gz';
const random = new Philox(1, 0);
const images = encodeIdx(
  [20, 28, 28],
  Uint8Array.from({ length: 20 * 784 }, () => random.integer(256)),
);
const labels = encodeIdx(
  [20],
  Uint8Array.from({ length: 20 }, () => random.integer(10)),
);
const packed = gzipSync(images);
const HEADER = 10;

/** A copy with one byte changed; places below 0 count from the end. */
function changed(bytes: Uint8Array, at: number, to: (byte: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const i = at < 0 ? copy.length + at : at;
  copy[i] = to(copy[i]);
  return copy;
}

/** The file with other flags and these bytes after the fixed header. */
function withFields(flags: number, fields: readonly number[]): Uint8Array {
  const start = changed(packed.subarray(0, HEADER), 3, () => flags);
  return Buffer.concat([start, Uint8Array.from(fields), packed.subarray(HEADER)]);
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

describe('a gzip file', () => {
  test('is unpacked', async () => {
    expect(Buffer.compare(await unpackIdx(packed, 'images', NAME), images)).toBe(0);
    expect(Buffer.compare(await unpackIdx(gzipSync(labels), 'labels', NAME), labels)).toBe(0);
  });

  test('may carry a name, a comment, extra fields and a header checksum', async () => {
    const fields = [3, 0, 1, 2, 3, ...text('name\0'), ...text('comment\0')];
    const flags = 4 + 8 + 16 + 2;
    const checksum = crc32(withFields(flags, fields).subarray(0, HEADER + fields.length));
    const whole = withFields(flags, [...fields, checksum & 255, (checksum >> 8) & 255]);
    expect(Buffer.compare(await unpackIdx(whole, 'images', NAME), images)).toBe(0);
  });

  test('is packed so that any gunzip can read it', async () => {
    expect(Buffer.compare(gunzipSync(await packGzip(images)), images)).toBe(0);
  });

  const half = Math.floor(packed.length / 2);
  const total = (bytes: Uint8Array) => bytes.length.toLocaleString('en-US');
  const beyond = withFields(4, [255, 255]);
  const cases: [what: string, bytes: Uint8Array, code: string, message: string][] = [
    ['Z1 nothing', new Uint8Array(0), 'GZIP_EMPTY', 'file is empty'],
    [
      'Z2 an HTML page',
      text('<div align="center">Log in</div>'),
      'GZIP_MAGIC',
      'starts with "<div al", expected 1f 8b; this looks like an HTML error page',
    ],
    [
      'Z2 an HTML page after blank lines',
      text('\n\n<!doctype html>'),
      'GZIP_MAGIC',
      'starts with 0a 0a 3c 21, expected 1f 8b; this looks like an HTML error page',
    ],
    [
      'Z3 an unpacked file',
      images,
      'GZIP_MAGIC',
      'starts with 00 00 08 03, expected 1f 8b; this is an uncompressed IDX file',
    ],
    [
      'terminal control characters',
      text('\x1b[2Jboo!'),
      'GZIP_MAGIC',
      'starts with 1b 5b 32 4a, expected 1f 8b; this is not a gzip file',
    ],
    ...[
      [[0x1f, 0x8c, 8], '1f 8c 08'],
      [[0x2f, 0x8b, 8], '2f 8b 08'],
      [[0x1f, 0], '1f 00'],
      [[0], '00'],
      [[0x61, 0x0a], '61 0a'],
      [text('a <b>'), '"a <b>"'],
      [[0, 0, 9], '00 00 09'],
      [[0, 1, 8], '00 01 08'],
      [[1, 0, 8], '01 00 08'],
    ].map(([bytes, start]): (typeof cases)[0] => [
      `only ${start}`,
      Uint8Array.from(bytes as number[]),
      'GZIP_MAGIC',
      `starts with ${start}, expected 1f 8b; this is not a gzip file`,
    ]),
    ['Z4 method 9', changed(packed, 2, () => 9), 'GZIP_HEADER', 'unknown compression method 9'],
    ['Z4 reserved flags', changed(packed, 3, () => 0x20), 'GZIP_HEADER', 'reserved flags 0x20 are set'],
    ['Z5 an extra field beyond the end', beyond, 'GZIP_TRUNCATED', `ends after ${total(beyond)} bytes`],
    ['Z5 only a magic byte', packed.subarray(0, 1), 'GZIP_TRUNCATED', `ends after 1 of ${total(packed)} bytes`],
    ['Z5 half a header', packed.subarray(0, 7), 'GZIP_TRUNCATED', `ends after 7 of ${total(packed)} bytes`],
    [
      'Z5 a name without an end',
      changed(packed.subarray(0, HEADER), 3, () => 8),
      'GZIP_TRUNCATED',
      `ends after 10 of ${total(packed)} bytes`,
    ],
    [
      'Z5 a wrong checksum of the header',
      withFields(2, [0, 0]),
      'GZIP_CRC',
      'CRC mismatch in the header, the file is damaged',
    ],
    [
      'Z6 half of the data',
      packed.subarray(0, half),
      'GZIP_TRUNCATED',
      `ends after ${half.toLocaleString('en-US')} of ${total(packed)} bytes`,
    ],
    [
      'Z6 a header and no data',
      packed.subarray(0, HEADER),
      'GZIP_TRUNCATED',
      `ends after 10 of ${total(packed)} bytes`,
    ],
    [
      'Z6 data cut within the IDX header',
      packed.subarray(0, 20),
      'GZIP_TRUNCATED',
      `ends after 20 of ${total(packed)} bytes`,
    ],
    [
      'Z6 a cut trailer',
      packed.subarray(0, -5),
      'GZIP_TRUNCATED',
      `ends after ${total(packed.subarray(0, -5))} of ${total(packed)} bytes`,
    ],
    [
      'Z7 a wrong checksum',
      changed(packed, -8, (byte) => byte ^ 1),
      'GZIP_CRC',
      'CRC-32 mismatch, the file is damaged',
    ],
    ['Z8 a wrong size', changed(packed, -1, (byte) => byte ^ 1), 'GZIP_SIZE', 'trailer size does not match the data'],
    [
      'Z9 an impossible block',
      changed(packed, HEADER, () => 7),
      'GZIP_DATA',
      'invalid block type, the file is damaged',
    ],
    [
      'Z10 garbage behind',
      Buffer.concat([packed, text('garbage')]),
      'GZIP_TRAILING',
      'other bytes follow the gzip stream',
    ],
    [
      'Z10 garbage that begins as gzip does',
      Buffer.concat([packed, Uint8Array.of(0x1f, 0x8b, 9, 0)]),
      'GZIP_TRAILING',
      'other bytes follow the gzip stream',
    ],
    [
      'Z11 zeros behind, which Node would accept',
      Buffer.concat([packed, new Uint8Array(512)]),
      'GZIP_TRAILING',
      '512 bytes after the gzip stream',
    ],
    [
      'Z12 a second member, which Node would join',
      Buffer.concat([packed, packed]),
      'GZIP_TRAILING',
      'a second gzip member follows',
    ],
    [
      'Z12 an empty second member',
      Buffer.concat([packed, gzipSync('')]),
      'GZIP_TRAILING',
      'a second gzip member follows',
    ],
    [
      'Z13 more than the header allows',
      gzipSync(Buffer.concat([images, new Uint8Array(20_000_000)])),
      'GZIP_BOMB',
      'unpacked data exceeds the 15,696 bytes the header allows; stopped',
    ],
    ['Z14 gzip in gzip', gzipSync(packed), 'IDX_MAGIC', 'got 0x1f8b0800; the data is compressed twice'],
    [
      'a count no memory could hold',
      gzipSync(changed(images, 4, () => 0xff)),
      'IDX_TOO_LARGE',
      'header declares 4278190100×28×28 = 3.4e+12 bytes, limit 268435456',
    ],
    [
      'labels for images',
      gzipSync(labels),
      'IDX_MAGIC',
      'got 0x00000801 (labels, 1-D uint8), expected 0x00000803 (images, 3-D uint8)',
    ],
    ['three bytes', gzipSync(images.subarray(0, 3)), 'IDX_SHORT_HEADER', '3 bytes, expected 4 magic bytes'],
  ];

  test.each(cases)('with %s is refused', async (_, bytes, code, message) => {
    const reading = unpackIdx(bytes, 'images', NAME, packed.length).then((idx) => parseIdx(idx, 'images', NAME));
    await expect(reading).rejects.toMatchObject({ code, message: `${NAME}: ${message}` });
  });

  test.each([
    ['fetch the file again or copy it from elsewhere', packed.subarray(0, -5)],
    ['unpack it once with gunzip', gzipSync(packed)],
    ['remove .gz from its name', images],
  ])('is refused with the hint: %s', async (hint, bytes) => {
    await expect(unpackIdx(bytes, 'images', NAME)).rejects.toMatchObject({ hint });
  });

  test('with any single bit flipped is refused or unpacks to the same', async () => {
    const flips = Array.from({ length: 300 }, () => [random.integer(packed.length), 1 << random.integer(8)]);
    const outcomes = await Promise.all(
      flips.map(([at, bit]) =>
        unpackIdx(
          changed(packed, at, (byte) => byte ^ bit),
          'images',
          NAME,
        ).then(
          (idx) => Buffer.compare(idx, images) === 0,
          (error) => /^(GZIP|IDX)_/.test(error.code),
        ),
      ),
    );
    expect(outcomes.filter((fine) => !fine)).toEqual([]);
  });

  test('cut anywhere is refused', async () => {
    for (let length = 0; length < packed.length; length += 97) {
      await expect(unpackIdx(packed.subarray(0, length), 'images', NAME)).rejects.toMatchObject({
        code: length === 0 ? 'GZIP_EMPTY' : 'GZIP_TRUNCATED',
      });
    }
  });
});
