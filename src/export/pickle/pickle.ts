import { StoredFault } from '../../documents/json-document.js';
import { shown } from '../../documents/problem.js';
import { arrayFromBytes, codeOf, type FileArray, type FileArrays, MAX_ARRAY_BYTES } from '../file-array.js';
import { Machine } from './machine.js';
import { OPCODES } from './opcodes.js';
import { PickledArray, type Value } from './values.js';

/**
 * Reads a pickled dict of arrays, as the book's `save_params` writes it, in any protocol. It interprets opcodes but calls no
 * Python function, and rejects a pickle that refers to one. Throws a StoredFault.
 */
export function pickleArrays(bytes: Uint8Array): FileArrays {
  const dict = unpickled(new Machine(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  if (!(dict instanceof Map)) throw new StoredFault('VALUE', 'does not hold a dict, expected a dict of arrays');
  const arrays = new Map<string, FileArray>();
  let size = 0;
  for (const [name, value] of dict) {
    if (typeof name !== 'string') throw new StoredFault('KEY', 'holds a dict with a key that is not a string');
    const word = shown(name.slice(0, 100));
    if (!(value instanceof PickledArray) || !value.layout)
      throw new StoredFault('VALUE', `${word} is not a NumPy array`);
    size += value.bytes.length;
    if (size > MAX_ARRAY_BYTES) throw new StoredFault('TOO_LARGE', 'unpacks to more data than a net can have');
    const { dtype, shape, isFortran } = value.layout;
    const descr = `${dtype.order}${dtype.code}`;
    arrays.set(name, arrayFromBytes(word.slice(1, -1), value.bytes, { descr, shape, isFortran }));
  }
  return arrays;
}

function unpickled(machine: Machine): Value {
  for (;;) {
    const opcode = machine.opcode();
    const letter = String.fromCharCode(opcode);
    if (letter === '.') return machine.pop();
    const step = Object.hasOwn(OPCODES, letter) ? OPCODES[letter] : undefined;
    if (!step) {
      const text = `has the opcode 0x${opcode.toString(16).padStart(2, '0')} at byte ${machine.offset}, which is not allowed`;
      throw new StoredFault('VALUE', `${text}; nothing was executed`);
    }
    step(machine);
  }
}

const LAST_STATE = [null, null, null, -1, -1, 0] as const;

/** Pickles a dict of float arrays in protocol 3, with names that NumPy 1 and 2 both know. */
export function pickleBytes(arrays: FileArrays): Uint8Array {
  const items = Array.from(arrays, ([name, array]) => [text(name), ...arrayParts(array)]);
  return Buffer.concat([latin1('\x80\x03}('), ...items.flat(), latin1('u.')]);
}

function arrayParts({ dtype, shape, data }: FileArray): Buffer[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return [
    // _reconstruct(ndarray, (0,), b'b')
    latin1('cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R'),
    // state: version, shape, dtype, is Fortran order, bytes
    latin1('(K\x01('),
    ...shape.map(integer),
    latin1('tcnumpy\ndtype\n'),
    text(codeOf(dtype)),
    latin1('K\x00K\x01\x87R(K\x03'),
    text('<'),
    ...LAST_STATE.map((value) => (value === null ? latin1('N') : integer(value))),
    latin1('tb\x89B'),
    prefixed(bytes),
    latin1('tb'),
  ];
}

const latin1 = (code: string) => Buffer.from(code, 'latin1');

function integer(value: number): Buffer {
  const bytes = Buffer.from('J\0\0\0\0');
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([latin1('X'), prefixed(Buffer.from(value))]);
}

/** Bytes after a four-byte length prefix. */
function prefixed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}
