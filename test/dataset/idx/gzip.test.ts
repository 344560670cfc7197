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

/** A copy with one byte changed. A negative position counts from the end. */
function changed(bytes: Uint8Array, at: number, to: (byte: number) => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const i = at < 0 ? copy.length + at : at;
  copy[i] = to(copy[i]);
  return copy;
}

/** The file with other flags and additional bytes after the fixed header. */
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

  test('may contain a name, a comment, extra fields and a header checksum', async () => {
    const fields = [3, 0, 1, 2, 3, ...text('name\0'), ...text('comment\0')];
    const flags = 4 + 8 + 16 + 2;
    const checksum = crc32(withFields(flags, fields).subarray(0, HEADER + fields.length));
    const whole = withFields(flags, [...fields, checksum & 255, (checksum >> 8) & 255]);
    expect(Buffer.compare(await unpackIdx(whole, 'images', NAME), images)).toBe(0);
  });

  test('that packGzip writes can be read by gunzip', async () => {
    expect(Buffer.compare(gunzipSync(await packGzip(images)), images)).toBe(0);
  });

  const half = Math.floor(packed.length / 2);
  const total = (bytes: Uint8Array) => bytes.length.toLocaleString('en-US');
  const beyond = withFields(4, [255, 255]);
  const cases: [what: string, bytes: Uint8Array, code: string, message: string][] = [
    ['nothing', new Uint8Array(0), 'GZIP_EMPTY', 'file is empty'],
    [
      'an HTML page',
      text('<div align="center">Log in</div>'),
      'GZIP_MAGIC',
      'starts with "<div al", expected 1f 8b; this looks like an HTML error page',
    ],
    [
      'an HTML page after blank lines',
      text('\n\n<!doctype html>'),
      'GZIP_MAGIC',
      'starts with 0a 0a 3c 21, expected 1f 8b; this looks like an HTML error page',
    ],
    [
      'an unpacked file',
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
    ['method 9', changed(packed, 2, () => 9), 'GZIP_HEADER', 'unknown compression method 9'],
    ['reserved flags', changed(packed, 3, () => 0x20), 'GZIP_HEADER', 'reserved flags 0x20 are set'],
    ['an extra field beyond the end', beyond, 'GZIP_TRUNCATED', `ends after ${total(beyond)} bytes`],
    ['only a magic byte', packed.subarray(0, 1), 'GZIP_TRUNCATED', `ends after 1 of ${total(packed)} bytes`],
    ['half a header', packed.subarray(0, 7), 'GZIP_TRUNCATED', `ends after 7 of ${total(packed)} bytes`],
    [
      'a name without an end',
      changed(packed.subarray(0, HEADER), 3, () => 8),
      'GZIP_TRUNCATED',
      `ends after 10 of ${total(packed)} bytes`,
    ],
    [
      'a wrong checksum of the header',
      withFields(2, [0, 0]),
      'GZIP_CRC',
      'CRC mismatch in the header, the file is damaged',
    ],
    [
      'half of the data',
      packed.subarray(0, half),
      'GZIP_TRUNCATED',
      `ends after ${half.toLocaleString('en-US')} of ${total(packed)} bytes`,
    ],
    ['a header and no data', packed.subarray(0, HEADER), 'GZIP_TRUNCATED', `ends after 10 of ${total(packed)} bytes`],
    [
      'data truncated within the IDX header',
      packed.subarray(0, 20),
      'GZIP_TRUNCATED',
      `ends after 20 of ${total(packed)} bytes`,
    ],
    [
      'a truncated trailer',
      packed.subarray(0, -5),
      'GZIP_TRUNCATED',
      `ends after ${total(packed.subarray(0, -5))} of ${total(packed)} bytes`,
    ],
    ['a wrong checksum', changed(packed, -8, (byte) => byte ^ 1), 'GZIP_CRC', 'CRC-32 mismatch, the file is damaged'],
    ['a wrong size', changed(packed, -1, (byte) => byte ^ 1), 'GZIP_SIZE', 'trailer size does not match the data'],
    ['an impossible block', changed(packed, HEADER, () => 7), 'GZIP_DATA', 'invalid block type, the file is damaged'],
    [
      'garbage at the end',
      Buffer.concat([packed, text('garbage')]),
      'GZIP_TRAILING',
      'other bytes follow the gzip stream',
    ],
    [
      'garbage that starts like gzip',
      Buffer.concat([packed, Uint8Array.of(0x1f, 0x8b, 9, 0)]),
      'GZIP_TRAILING',
      'other bytes follow the gzip stream',
    ],
    [
      'zeros at the end, which Node would accept',
      Buffer.concat([packed, new Uint8Array(512)]),
      'GZIP_TRAILING',
      '512 bytes after the gzip stream',
    ],
    [
      'a second member, which Node would append',
      Buffer.concat([packed, packed]),
      'GZIP_TRAILING',
      'a second gzip member follows',
    ],
    ['an empty second member', Buffer.concat([packed, gzipSync('')]), 'GZIP_TRAILING', 'a second gzip member follows'],
    [
      'more than the header allows',
      gzipSync(Buffer.concat([images, new Uint8Array(20_000_000)])),
      'GZIP_BOMB',
      'unpacked data exceeds the 15,696 bytes the header allows; stopped',
    ],
    ['gzip in gzip', gzipSync(packed), 'IDX_MAGIC', 'got 0x1f8b0800; the data is compressed twice'],
    [
      'a count too large for any memory',
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

  test.each(cases)('with %s is rejected', async (_, bytes, code, message) => {
    const reading = unpackIdx(bytes, 'images', NAME, packed.length).then((idx) => parseIdx(idx, 'images', NAME));
    await expect(reading).rejects.toMatchObject({ code, message: `${NAME}: ${message}` });
  });

  test.each([
    ['fetch the file again or copy it from elsewhere', packed.subarray(0, -5)],
    ['unpack it once with gunzip', gzipSync(packed)],
    ['remove .gz from its name', images],
  ])('is rejected with the hint: %s', async (hint, bytes) => {
    await expect(unpackIdx(bytes, 'images', NAME)).rejects.toMatchObject({ hint });
  });

  test('with any single bit flipped is rejected or unpacks to the same data', async () => {
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

  test('truncated anywhere is rejected', async () => {
    for (let length = 0; length < packed.length; length += 97) {
      await expect(unpackIdx(packed.subarray(0, length), 'images', NAME)).rejects.toMatchObject({
        code: length === 0 ? 'GZIP_EMPTY' : 'GZIP_TRUNCATED',
      });
    }
  });
});
