import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { StoredFault } from '../../src/documents/json-document.js';
import { type FileArrays, fileArray } from '../../src/export/file-array.js';
import { pickleArrays, pickleBytes } from '../../src/export/pickle/pickle.js';
import { numpy, withoutNumpy } from '../fixtures/numpy.js';
import { temporaryFolder } from '../fixtures/temporary-folder.js';

const TEXTS: Record<string, string> = JSON.parse(
  readFileSync(new URL('../fixtures/export/pickles.json', import.meta.url), 'utf8'),
);
const fixture = (name: string) => Buffer.from(TEXTS[name], 'base64');
const content = (arrays: FileArrays) =>
  Object.fromEntries(Array.from(arrays, ([name, { dtype, shape, data }]) => [name, [dtype, shape, Array.from(data)]]));

const NET = {
  W1: ['float32', [2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25]],
  b1: ['float32', [3], [0, 1, 2]],
  W2: ['float64', [3, 2], [0, 1, 2, 3, 4, 5].map((n) => n / 3)],
  b2: ['float64', [2], [0, 0]],
};
const NUMPYS = ['numpy1', 'numpy2'];
const PROTOCOLS = NUMPYS.flatMap((numpy) => [0, 1, 2, 3, 4, 5].map((protocol) => `${numpy} ${protocol}`));

describe.each(PROTOCOLS)('a pickle of %s', (name) => {
  test('is read', () => {
    expect(content(pickleArrays(fixture(name)))).toEqual(NET);
  });

  test('is refused wherever it is cut', () => {
    const bytes = fixture(name);
    for (let length = 0; length < bytes.length; length += 3) {
      expect(() => pickleArrays(bytes.subarray(0, length))).toThrow(StoredFault);
    }
  });
});

test.each(NUMPYS)('views and read-only arrays of %s are read', (numpy) => {
  expect(content(pickleArrays(fixture(`${numpy} transposed view`)))).toMatchObject({
    W1: ['float32', [3, 2], [0, 3, 1, 4, 2, 5]],
  });
  expect(content(pickleArrays(fixture(`${numpy} readonly`)))).toEqual({ b1: ['float32', [2], [0, 0]] });
});

/** As Python 2 writes {'b1': array([0.5, 1.5])}: its texts are bytes. */
const state = (bytes: string) =>
  `(K\x01K\x02\x85cnumpy\ndtype\nU\x02f8K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89${bytes}tb`;
const DATA = Buffer.from(Float64Array.of(0.5, 1.5).buffer).toString('latin1');
const python2 = (bytes: string) =>
  Buffer.from(
    `}U\x02b1cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R${state(bytes)}s.`,
    'latin1',
  );

test('a pickle of Python 2 is read, binary and quoted', () => {
  const expected = { b1: ['float64', [2], [0.5, 1.5]] };
  expect(content(pickleArrays(python2(`U\x10${DATA}`)))).toEqual(expected);
  const quoted = `S'${'\\x00'.repeat(6)}\\xe0?${'\\x00'.repeat(6)}\\xf8?'\n`;
  expect(content(pickleArrays(python2(quoted)))).toEqual(expected);
});

const code = (text: string) => Buffer.from(text, 'latin1');
const REFUSED: Record<string, [bytes: Uint8Array, sentence: string]> = {
  'a call of os.system': [
    code("cos\nsystem\n(S'touch /tmp/x'\ntR."),
    'names "os.system", which no array needs; nothing',
  ],
  'a call by name from the stack': [
    code('\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.'),
    'names "builtins.eval"',
  ],
  'a call of a method of an allowed module': [code('cnumpy\nload\n(tR.'), 'names "numpy.load"'],
  'a name with dots': [code('cnumpy\ncore.multiarray._reconstruct.__globals__\n.'), 'which no array needs'],
  'a name of every object': [code('c__proto__\nx\n.'), 'which no array needs'],
  'a class to instantiate (INST)': [code('(ios\nsystem\n.'), 'opcode 0x69 at byte 1, which no dict of arrays needs'],
  'a class to instantiate (OBJ)': [code('(cnumpy\nndarray\no.'), 'opcode 0x6f'],
  'a class to instantiate (NEWOBJ)': [code('cnumpy\nndarray\n)\x81.'), 'opcode 0x81'],
  'an extension code': [code('\x82\x01.'), 'opcode 0x82'],
  'a persistent id': [code('Pid\n.'), 'opcode 0x50'],
  'a buffer from outside': [code('\x97.'), 'opcode 0x97'],
  'a call of ndarray': [code('cnumpy\nndarray\nK\x05\x85R.'), 'is no pickle of a dict of arrays from byte 18 on'],
  'another class to reconstruct': [
    code('cnumpy.core.multiarray\n_reconstruct\ncnumpy\ndtype\nK\x00\x85U\x01b\x87R.'),
    'is no pickle',
  ],
  'an encoding that is none of bytes': [code('c_codecs\nencode\nX\x01\0\0\0aX\x03\0\0\0rot\x86R.'), 'is no pickle'],
  'a state of a dict': [code('}}b.'), 'is no pickle'],
  'an array without a state': [
    code('}U\x01acnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87Rs.'),
    '"a" is no NumPy array',
  ],
  'a dict in itself': [code('}\x94U\x01ah\x00s.'), '"a" is no NumPy array'],
  'a memo that was never filled': [code('h\x07.'), 'is no pickle'],
  'an empty stack': [code('.'), 'is no pickle'],
  'items of another mark': [code('}(K\x01(u.'), 'is no pickle'],
  'an odd number of items': [code('}(K\x01u.'), 'is no pickle'],
  'a text longer than the file': [code('X\xff\xff\xff\xff'), 'ends at byte 5; the file is cut off'],
  'a length beyond all memory': [code('\x8d\xff\xff\xff\xff\xff\xff\xff\xff'), 'the file is cut off'],
  'an integer of a thousand digits': [code(`I${'9'.repeat(1000)}\n.`), 'is no pickle'],
  'more steps than any net has': [code(`${'}0'.repeat(60_000)}}.`), 'has more steps'],
  'bytes copied over and over': [
    code(
      `cnumpy\ndtype\n0c_codecs\nencode\n\x94(V${'a'.repeat(10_000_000)}\nVlatin1\nt\x94${'h\x00h\x01R0'.repeat(30)}}.`,
    ),
    'unpacks to more than any net has',
  ],
  'an empty file': [code(''), 'ends at byte 0; the file is cut off'],
  text: [code('hello'), 'is no pickle'],
};

test.each(Object.entries(REFUSED))('%s is refused', (_, [bytes, sentence]) => {
  expect(() => pickleArrays(bytes)).toThrow(sentence);
  expect(() => pickleArrays(bytes)).toThrow(StoredFault);
});

const OTHER: Record<string, string> = {
  list: 'has the opcode 0x5d at byte 2',
  numbers: 'has the opcode 0x47',
  scalar: 'multiarray.scalar", which no array needs',
  objects: 'has the opcode 0x5d', // the list of the objects
  'object with code': 'names "pathlib.PurePosixPath", which no array needs; nothing of it was executed',
  'text keys': 'holds a dict whose keys are not all texts',
};

test.each(NUMPYS.flatMap((numpy) => Object.entries(OTHER).map(([name, sentence]) => [numpy, name, sentence])))(
  'of %s: %s is refused',
  (numpy, name, sentence) => {
    expect(() => pickleArrays(fixture(`${numpy} ${name}`))).toThrow(sentence);
  },
);

const ours = new Map([
  ['W1', fileArray(ndarray(Float32Array.of(0.1, -0, 1e-40, 3, 4, 5), [2, 3]))],
  ['b1', fileArray(ndarray(Float64Array.of(0.1, 2, 3), [3]))],
]);

test('what is written is read again, and the same arrays are the same bytes', () => {
  expect(pickleArrays(pickleBytes(ours))).toEqual(ours);
  expect(Buffer.from(pickleBytes(ours)).equals(pickleBytes(ours))).toBe(true);
});

describe.skipIf(withoutNumpy())('NumPy', () => {
  test('loads what is written, as arrays that can be changed', () => {
    const path = join(temporaryFolder(), 'ours.pkl');
    writeFileSync(path, pickleBytes(ours));
    const program = `
import pickle
p = pickle.load(open(sys.argv[1], 'rb'))
p['W1'][0, 1] = 7
print(json.dumps({n: [a.dtype.name, list(a.shape), a.ravel().tolist()] for n, a in p.items()}))`;
    expect(numpy(program, path)).toEqual({
      W1: ['float32', [2, 3], [Math.fround(0.1), 7, Math.fround(1e-40), 3, 4, 5]],
      b1: ['float64', [3], [0.1, 2, 3]],
    });
  });
});
