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

  test('is rejected when cut at any byte', () => {
    const bytes = fixture(name);
    for (let length = 0; length < bytes.length; length += 11) {
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

const code = (text: string) => Buffer.from(text, 'latin1');
const DATA = Buffer.from(Float64Array.of(0.5, 1.5).buffer).toString('latin1');
const DTYPE = 'cnumpy\ndtype\nU\x02f8K\x00K\x01\x87R';
const PARTS = { name: 'U\x02b1', shape: 'K\x02\x85', dtype: DTYPE, order: 'U\x01<', bytes: `U\x10${DATA}` };

/** {'b1': array([0.5, 1.5])} as Python 2 writes it, where strings are bytes; some parts replaced. */
function python2(others: Partial<typeof PARTS> = {}): Uint8Array {
  const { name, shape, dtype, order, bytes } = { ...PARTS, ...others };
  const state = `(K\x01${shape}${dtype}(K\x03${order}NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89${bytes}tb`;
  return code(`}${name}cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R${state}s.`);
}

const FORMS: Record<string, Partial<typeof PARTS>> = {
  'a short binary string': {},
  'a long binary string': { bytes: `T\x10\0\0\0${DATA}` },
  'a quoted string': { bytes: `S'${'\\x00'.repeat(6)}\\xe0?${'\\x00'.repeat(6)}\\xf8?'\n` },
  'bytes with a length of 8 bytes': { bytes: `\x8e\x10\0\0\0\0\0\0\0${DATA}` },
  'a length of two bytes': { shape: 'M\x02\0\x85' },
  'a length in decimal': { shape: 'I2\n\x85' },
  'a long length in decimal': { shape: 'L2L\n\x85' },
  'a long length of one byte': { shape: '\x8a\x01\x02\x85' },
  'a length of zero bytes': { shape: 'K\x02\x8a\0\x86', bytes: "S''\n" },
  'a name in a memo slot of four bytes': { name: 'U\x02b1r\x00\x01\0\x000j\x00\x01\0\0' },
  'a name with Unicode escapes': { name: 'V\\u0062\\U00000031\n' },
};

test.each(Object.entries(FORMS))('reads a pickle of Python 2 with %s', (_, parts) => {
  const { b1 } = content(pickleArrays(python2(parts)));
  expect(b1).toEqual(parts.shape?.endsWith('\x86') ? ['float64', [2, 0], []] : ['float64', [2], [0.5, 1.5]]);
});

test('keeps what is no escape of Python', () => {
  const names = [
    [String.raw`V\U00110000\u12`, String.raw`\U00110000\u12`],
    [String.raw`S'a\qb'`, String.raw`a\qb`],
  ];
  for (const [line, name] of names) {
    expect([...pickleArrays(python2({ name: `${line}\n` })).keys()]).toEqual([name]);
  }
});

/** A dict with one array of 32 MiB under nine names. */
function manyNames(): Uint8Array {
  const head = code('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R(K\x01J\0\0\0\x02\x85');
  const type = code('cnumpy\ndtype\nU\x02u1\x85R\x89B\0\0\0\x02');
  const names = Array.from('abcdefghi', (letter) => `U\x01${letter}h\0s`);
  return Buffer.concat([head, type, Buffer.alloc(2 ** 25), code(`tbq\x000}${names.join('')}.`)]);
}

const REJECTED: Record<string, [bytes: Uint8Array, sentence: string]> = {
  'a call of os.system': [
    code("cos\nsystem\n(S'touch /tmp/x'\ntR."),
    'refers to "os.system", which is not allowed; nothing',
  ],
  'a call by name from the stack': [
    code('\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.'),
    'refers to "builtins.eval"',
  ],
  'a call of another function of an allowed module': [code('cnumpy\nload\n(tR.'), 'refers to "numpy.load"'],
  'a name with dots': [code('cnumpy\ncore.multiarray._reconstruct.__globals__\n.'), 'which is not allowed'],
  'the name __proto__': [code('c__proto__\nx\n.'), 'which is not allowed'],
  'a class to instantiate (INST)': [code('(ios\nsystem\n.'), 'opcode 0x69 at byte 1, which is not allowed'],
  'a class to instantiate (OBJ)': [code('(cnumpy\nndarray\no.'), 'opcode 0x6f'],
  'a class to instantiate (NEWOBJ)': [code('cnumpy\nndarray\n)\x81.'), 'opcode 0x81'],
  'an extension code': [code('\x82\x01.'), 'opcode 0x82'],
  'a persistent id': [code('Pid\n.'), 'opcode 0x50'],
  'an out-of-band buffer': [code('\x97.'), 'opcode 0x97'],
  'a call of ndarray': [
    code('cnumpy\nndarray\nK\x05\x85R.'),
    'is not a pickled dict of arrays: unexpected data at byte 18',
  ],
  'a call of a number': [code('K\x05)R.'), 'unexpected data at byte 3'],
  'a tuple without a start': [code('t.'), 'unexpected data at byte 0'],
  'items of a tuple': [code(')K\x01K\x02s.'), 'is not a pickled dict'],
  'a number in place of a dict': [code('K\x05.'), 'does not hold a dict, expected a dict of arrays'],
  'a shape that is not a tuple': [python2({ shape: 'K\x02' }), 'is not a pickled dict'],
  'a negative length': [python2({ shape: 'J\xff\xff\xff\xff\x85' }), 'is not a pickled dict'],
  'a length of seven bytes': [python2({ shape: `\x8a\x07${'\0'.repeat(7)}\x85` }), 'is not a pickled dict'],
  'numbers in place of bytes': [python2({ bytes: 'K\x05' }), 'is not a pickled dict'],
  'a string without quotes': [python2({ bytes: 'Sab\n' }), 'is not a pickled dict'],
  'a type that is a number': [python2({ dtype: 'cnumpy\ndtype\nK\x08\x85R' }), 'is not a pickled dict'],
  'an unknown byte order': [python2({ order: 'U\x01?' }), 'is not a pickled dict'],
  'an unknown order of the array': [
    code(`cnumpy.core.numeric\n_frombuffer\n(${PARTS.bytes}${DTYPE}K\x02\x85U\x01AtR.`),
    'is not a pickled dict',
  ],
  'Python objects': [
    python2({ dtype: DTYPE.replace('f8', 'O8'), order: 'U\x01|' }),
    'b1 holds Python objects, which are not supported; expected float32',
  ],
  'another class to reconstruct': [
    code('cnumpy.core.multiarray\n_reconstruct\ncnumpy\ndtype\nK\x00\x85U\x01b\x87R.'),
    'is not a pickled dict',
  ],
  'an encoding other than latin1': [
    code('c_codecs\nencode\nX\x01\0\0\0aX\x03\0\0\0rot\x86R.'),
    'is not a pickled dict',
  ],
  'a string with a character outside latin1': [
    code('c_codecs\nencode\n(V\\u0100\nVlatin1\ntR.'),
    'is not a pickled dict',
  ],
  'a dict with a state': [code('}}b.'), 'is not a pickled dict'],
  'an array without a state': [
    code('}U\x01acnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87Rs.'),
    '"a" is not a NumPy array',
  ],
  'a dict that contains itself': [code('}\x94U\x01ah\x00s.'), '"a" is not a NumPy array'],
  'an empty memo slot': [code('h\x07.'), 'is not a pickled dict'],
  'an empty stack': [code('.'), 'is not a pickled dict'],
  'items above another mark': [code('}(K\x01(u.'), 'is not a pickled dict'],
  'an odd number of items': [code('}(K\x01u.'), 'is not a pickled dict'],
  'a string longer than the file': [code('X\xff\xff\xff\xff'), 'ends at byte 5; the file is cut off'],
  'a length that exceeds any memory': [code('\x8d\xff\xff\xff\xff\xff\xff\xff\xff'), 'the file is cut off'],
  'an integer of a thousand digits': [code(`I${'9'.repeat(1000)}\n.`), 'is not a pickled dict'],
  'an integer of twenty digits': [code(`I${'9'.repeat(20)}\n.`), 'is not a pickled dict'],
  'one array under many names': [manyNames(), 'unpacks to more data than a net can have'],
  'too many opcodes': [code(`${'}0'.repeat(60_000)}}.`), 'has more opcodes'],
  'one string copied many times': [
    code(
      `cnumpy\ndtype\n0c_codecs\nencode\n\x94(V${'a'.repeat(10_000_000)}\nVlatin1\nt\x94${'h\x00h\x01R0'.repeat(30)}}.`,
    ),
    'unpacks to more data than a net can have',
  ],
  'an empty file': [code(''), 'ends at byte 0; the file is cut off'],
  text: [code('hello'), 'is not a pickled dict'],
};

test.each(Object.entries(REJECTED))('rejects %s', (_, [bytes, sentence]) => {
  expect(() => pickleArrays(bytes)).toThrow(sentence);
  expect(() => pickleArrays(bytes)).toThrow(StoredFault);
});

const OTHER: Record<string, string> = {
  list: 'has the opcode 0x5d at byte 2',
  numbers: 'has the opcode 0x47',
  scalar: 'multiarray.scalar", which is not allowed',
  objects: 'has the opcode 0x5d', // the list of the objects
  'object with code': 'refers to "pathlib.PurePosixPath", which is not allowed; nothing was executed',
  'text keys': 'holds a dict with a key that is not a string',
};

test.each(NUMPYS.flatMap((numpy) => Object.entries(OTHER).map(([name, sentence]) => [numpy, name, sentence])))(
  'rejects, of %s: %s',
  (numpy, name, sentence) => {
    expect(() => pickleArrays(fixture(`${numpy} ${name}`))).toThrow(sentence);
  },
);

const ours = new Map([
  ['W1', fileArray(ndarray(Float32Array.of(0.1, -0, 1e-40, 3, 4, 5), [2, 3]))],
  ['b1', fileArray(ndarray(Float64Array.of(0.1, 2, 3), [3]))],
]);

test('reads what it writes, and writes the same bytes for the same arrays', () => {
  expect(pickleArrays(pickleBytes(ours))).toEqual(ours);
  expect(Buffer.from(pickleBytes(ours)).equals(pickleBytes(ours))).toBe(true);
});

describe.skipIf(withoutNumpy())('NumPy', () => {
  test('loads the pickle as writable arrays', () => {
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
