import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { StoredFault } from '../../src/documents/json-document.js';
import { arrayFromBytes, type FileArrays, fileArray, floats } from '../../src/export/file-array.js';
import { npzArrays, npzBytes } from '../../src/export/npz.js';
import { zipBytes } from '../../src/export/zip.js';
import { numpy, withoutNumpy } from '../fixtures/numpy.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const fixture = (name: string) => readFileSync(fileURLToPath(new URL(`../fixtures/export/${name}`, import.meta.url)));

const COUNT = [0, 1, 2, 3, 4, 5];
const quarters = COUNT.map((n) => n / 4);
const EXPECTED = {
  f4: ['float32', [2, 3], quarters],
  f8: ['float64', [2, 3], COUNT.map((n) => n / 3)],
  big_f4: ['float32', [2, 3], quarters],
  big_f8: ['float64', [2, 3], COUNT.map((n) => n / 3)],
  fortran: ['float32', [2, 3], quarters],
  fortran_big: ['float64', [2, 3, 4], Array.from({ length: 24 }, (_, n) => n)],
  i8: ['int64', [2, 3], COUNT.map((n) => n - 3)],
  big_i2: ['int16', [2, 3], COUNT.map((n) => n - 3)],
  u1: ['uint8', [2, 3], COUNT],
  u8: ['uint64', [2, 3], COUNT],
  bool: ['bool', [2, 3], [0, 0, 0, 1, 1, 1]],
  vector: ['float32', [2], [0.5, 1.5]],
  number: ['float64', [], [0.25]],
  empty: ['float32', [0, 3], []],
};

const content = (arrays: FileArrays) =>
  Object.fromEntries(Array.from(arrays, ([name, { dtype, shape, data }]) => [name, [dtype, shape, Array.from(data)]]));

describe.each(['arrays.npz', 'arrays-compressed.npz'])('%s of NumPy', (name) => {
  test('is read with every type, order and shape', () => {
    const arrays = npzArrays(fixture(name));
    expect([...arrays.keys()]).toEqual(Object.keys(EXPECTED));
    expect(content(arrays)).toEqual(EXPECTED);
  });

  test('is rejected when cut at any byte', () => {
    const bytes = fixture(name);
    for (let length = 0; length < bytes.length; length += 29) {
      expect(() => npzArrays(bytes.subarray(0, length))).toThrow(StoredFault);
    }
  });

  test('a changed byte is detected, unless it is part of a name', () => {
    const bytes = fixture(name);
    for (let i = 0; i < bytes.length; i += 41) {
      const changed = Buffer.from(bytes);
      changed[i] ^= 0x10;
      try {
        expect(Object.values(content(npzArrays(changed)))).toEqual(Object.values(EXPECTED)); // a name may have changed
      } catch (error) {
        if (!(error instanceof StoredFault)) throw error;
      }
    }
  });
});

test('reads what it writes, and writes the same bytes for the same arrays', () => {
  const arrays = npzArrays(fixture('arrays.npz'));
  const bytes = npzBytes(arrays);
  expect(content(npzArrays(bytes))).toEqual(EXPECTED);
  expect(Buffer.from(npzBytes(arrays)).equals(bytes)).toBe(true);
});

test('an ndarray with strides is written in row-major order', () => {
  const view = ndarray(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2], [1, 3]);
  const again = npzArrays(npzBytes(new Map([['x', fileArray(view)]]))).get('x');
  expect(again).toEqual({ dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, 4, 2, 5, 3, 6) });
});

describe.skipIf(withoutNumpy())('NumPy', () => {
  test('opens the file with numpy.load', () => {
    const path = join(temporaryFolder(), 'ours.npz');
    writeFileSync(path, npzBytes(npzArrays(fixture('arrays.npz'))));
    const program = `
with np.load(sys.argv[1]) as f:
    print(json.dumps({n: [f[n].dtype.name, list(f[n].shape), np.ravel(f[n]).astype('f8').tolist()] for n in f.files}))`;
    expect(numpy(program, path)).toEqual(EXPECTED);
  });
});

function npy(header: string, data = '', version = 1): Uint8Array {
  const length = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.of(version, 0, ...length),
    Buffer.from(header + data),
  ]);
}

const one = (header: string, data = '', version = 1) => zipBytes({ 'W1.npy': npy(header, data, version) });
const HEADER = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}";

test.each([1, 2, 3])('reads version %i of .npy', (version) => {
  expect(content(npzArrays(one(HEADER, '\x05\x06', version)))).toEqual({ W1: ['uint8', [2], [5, 6]] });
});

test('reads lengths as Python 2 writes them', () => {
  expect(content(npzArrays(one(HEADER.replace('2,', '2L, 1L'), '\x05\x06')))).toEqual({
    W1: ['uint8', [2, 1], [5, 6]],
  });
});

/** A zip file with a change in each of its two directories. */
function changed(files: Readonly<Record<string, Uint8Array>>, change: (zip: Buffer) => void): Uint8Array {
  const zip = Buffer.from(zipBytes(files));
  change(zip);
  return zip;
}

/** A zip file with one deflated entry whose stored size is `bytes`. */
function withStoredSize(content: Buffer, bytes: number): Buffer {
  const packed = deflateRawSync(content);
  const zip = Buffer.from(zipBytes({ 'W1.npy': packed }));
  for (const [mark, method, size] of [
    ['PK\x03\x04', 8, 22],
    ['PK\x01\x02', 10, 24],
  ] as const) {
    const at = zip.indexOf(mark);
    zip.writeUInt16LE(8, at + method);
    zip.writeUInt32LE(bytes, at + size);
  }
  return zip;
}

const REJECTED: Record<string, [file: Uint8Array, sentence: string]> = {
  'a text file': [Buffer.from('not a zip file'), 'not a complete zip file: the directory at the end is missing'],
  'an empty file': [Buffer.alloc(0), 'not a complete zip file'],
  'Python objects': [fixture('objects.npz'), 'W1 holds Python objects, which are not supported'],
  'records of fields': [fixture('records.npz'), 'W1 has records of several fields'],
  'a file that is not an array': [
    zipBytes({ 'notes.txt': Buffer.from('x') }),
    'holds "notes.txt", expected arrays (.npy) only',
  ],
  'an array that is not a .npy': [zipBytes({ 'W1.npy': Buffer.from('<html>not found</html>') }), 'W1 is not a .npy'],
  'a header with code': [one("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}"), 'has the header'],
  'a header without shape': [one("{'descr': '<f4', 'fortran_order': False}"), 'has the header'],
  'half-precision floats': [one("{'descr': '<f2', 'fortran_order': False, 'shape': (1,)}", 'ab'), 'type "<f2"'],
  'a version of .npy that does not exist': [one(HEADER, '', 4), 'W1 is a .npy of version 4, expected 1, 2 or 3'],
  'a header longer than the array': [
    zipBytes({ 'W1.npy': npy(HEADER).subarray(0, 40) }),
    'W1 has a header of 55 bytes; the array is cut off or damaged',
  ],
  'a length that is no number': [
    one(HEADER.replace('2,', '2 3')),
    'W1 has the shape "(2 3)", expected whole numbers from 0',
  ],
  'too many dimensions': [one(HEADER.replace('2,', '1,'.repeat(33))), 'expected whole numbers from 0'],
  'two arrays of one name': [
    changed({ 'W1.npy': npy(HEADER, 'ab'), 'W2.npy': npy(HEADER, 'ab') }, (zip) => {
      for (let at = zip.indexOf('W2'); at >= 0; at = zip.indexOf('W2')) zip.write('W1', at);
    }),
    'holds "W1" twice',
  ],
  'an encrypted array': [
    changed({ 'W1.npy': npy(HEADER, 'ab') }, (zip) => void zip.writeUInt8(1, zip.indexOf('PK\x01\x02') + 8)),
    'its entry "W1.npy" is encrypted',
  ],
  'too few numbers': [
    one("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", 'abcd'),
    '4 bytes, shape [2,2] of float32 needs 16',
  ],
  'a shape that exceeds any memory': [
    one("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 9999999999)}"),
    'has 0 bytes',
  ],
  'a zip bomb that stores its real size': [
    withStoredSize(Buffer.alloc(99), 0x1fffffff),
    'unpacks to 536,870,911 bytes',
  ],
  'a zip bomb that stores a small size': [withStoredSize(Buffer.alloc(2 ** 24), 100), 'does not match its checksum'],
};

test.each(Object.entries(REJECTED))('rejects %s', (_, [file, sentence]) => {
  expect(() => npzArrays(file)).toThrow(sentence);
  expect(() => npzArrays(file)).toThrow(StoredFault);
});

test('rejects entries that share their bytes before it unpacks anything', () => {
  const zip = Buffer.from(zipBytes({ 'a.npy': Buffer.alloc(5000), 'b.npy': Buffer.alloc(5000) }));
  const second = zip.lastIndexOf('PK\x01\x02');
  zip.writeUInt32LE(9000, second + 20);
  expect(() => npzArrays(zip)).toThrow('its entries overlap');
});

test('rejects integers that float64 cannot hold', () => {
  const bytes = Buffer.alloc(8, 0x7f);
  const layout = { descr: '<i8', shape: [1], isFortran: false };
  expect(() => arrayFromBytes('t', bytes, layout)).toThrow('expected integers of at most 2^53');
});

test('rejects integers as weights', () => {
  expect(() => floats('W1', { dtype: 'int64', shape: [1], data: Float64Array.of(1) })).toThrow(
    'W1 holds int64, expected float32 or float64',
  );
});
