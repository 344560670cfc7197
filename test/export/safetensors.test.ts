import ndarray from 'ndarray';
import { expect, test } from 'vitest';
import { StoredFault } from '../../src/documents/json-document.js';
import { fileArray } from '../../src/export/file-array.js';
import { safetensorsArrays, safetensorsBytes } from '../../src/export/safetensors.js';

const ours = new Map([
  ['W1', fileArray(ndarray(Float32Array.of(0.1, -0, 1e-40, 3, 4, 5), [2, 3]))],
  ['b1', fileArray(ndarray(Float64Array.of(0.1, 2, 3), [3]))],
]);

test('reads what it writes, with its metadata', () => {
  const bytes = safetensorsBytes(ours, { format: 'x', scale: '255' });
  expect(safetensorsArrays(bytes)).toEqual({ arrays: ours, metadata: { format: 'x', scale: '255' } });
  expect(Buffer.from(bytes).readBigUInt64LE() % 8n).toBe(0n); // arrays are aligned
});

/** A file of another program. */
function file(header: unknown, data = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const entry = (start: number, end: number, shape = [(end - start) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [start, end],
});
const eight = Buffer.from(Float32Array.of(1, 2).buffer);

test('reads arrays in any order, empty arrays, single numbers, and files without metadata', () => {
  const { arrays, metadata } = safetensorsArrays(
    file({ b: entry(4, 8, []), none: entry(4, 4), a: { ...entry(0, 4) } }, eight),
  );
  expect(metadata).toEqual({});
  expect(arrays).toEqual(
    new Map([
      ['b', { dtype: 'float32', shape: [], data: Float32Array.of(2) }],
      ['none', { dtype: 'float32', shape: [0], data: Float32Array.of() }],
      ['a', { dtype: 'float32', shape: [1], data: Float32Array.of(1) }],
    ]),
  );
});

const long = Buffer.alloc(9, 0xff);
const REJECTED: Record<string, [bytes: Uint8Array, sentence: string]> = {
  'an empty file': [Buffer.alloc(0), 'has 0 bytes, expected at least 8 and a header'],
  'a header longer than the file': [long, 'has a header of 18446744073709551615 bytes, expected at most 1'],
  'a header of more than 1 MiB': [
    file(`{${' '.repeat(2 ** 20)}}`),
    'has a header of 1048578 bytes, expected at most 1048576',
  ],
  'a header that is a list': [file([]), 'has a header that is not a JSON object'],
  'a header after a space': [file(' {}'), 'has a header that is not a JSON object'],
  'a header that is not JSON': [file('{"a": tru}'), 'not JSON'],
  'a repeated key': [
    file(`{"a":${JSON.stringify(entry(0, 8))},"a":${JSON.stringify(entry(0, 8))}}`, eight),
    '"a" is set twice',
  ],
  'bytes before the first array': [file({ a: entry(4, 8) }, eight), 'bytes 0 to 4 belong to no array'],
  'bytes between arrays': [
    file({ a: entry(0, 4), b: entry(8, 12) }, Buffer.alloc(12)),
    '"b" is at bytes 8 to 12, bytes 4 to 8 belong to no array',
  ],
  'bytes after the last array': [file({ a: entry(0, 4) }, eight), 'bytes 4 to 8 belong to no array'],
  'arrays that overlap': [
    file({ a: entry(0, 8), b: entry(4, 8) }, eight),
    '"b" is at bytes 4 to 8, which overlaps another',
  ],
  'two arrays at the same bytes': [file({ a: entry(0, 8), b: entry(0, 8) }, eight), 'which overlaps another array'],
  'an array beyond the end of the file': [
    file({ a: entry(0, 12) }, eight),
    '"a" is at bytes 0 to 12, but the file has only 8',
  ],
  'an array that ends before it starts': [file({ a: entry(8, 0, [2]) }, eight), '"a" is at bytes 8 to 0'],
  'a negative offset': [file({ a: entry(-4, 4) }, eight), '"a": data_offsets[0]: must be an integer from 0'],
  'a shape that does not match the size': [
    file({ a: entry(0, 8, [3]) }, eight),
    'a has 8 bytes, shape [3] of float32 needs 12',
  ],
  'a shape that exceeds any memory': [file({ a: entry(0, 8, [2 ** 50, 2 ** 50]) }, eight), 'a has 8 bytes, shape'],
  'half-precision floats': [file({ a: entry(0, 8, [4], 'BF16') }, eight), 'a holds "BF16", expected F32 or F64'],
  'an entry with another key': [file({ a: { ...entry(0, 8), x: 1 } }, eight), '"a": unexpected key "x"'],
  'metadata that are not strings': [file({ __metadata__: { a: 1 } }), '"__metadata__": a: expected a string, got 1'],
};

test.each(Object.entries(REJECTED))('rejects %s', (_, [bytes, sentence]) => {
  expect(() => safetensorsArrays(bytes)).toThrow(sentence);
  expect(() => safetensorsArrays(bytes)).toThrow(StoredFault);
});

test('rejects a file cut at any byte', () => {
  const bytes = safetensorsBytes(ours, {});
  for (let length = 0; length < bytes.length; length++) {
    expect(() => safetensorsArrays(bytes.subarray(0, length))).toThrow(StoredFault);
  }
});
