import { StoredFault } from '../documents/json-document.js';
import { shown } from '../documents/problem.js';
import { arrayFromBytes, codeOf, type FileArray, type Layout } from './file-array.js';

// NumPy's format .npy: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** The same limit as NumPy's. */
const MAX_HEADER_BYTES = 10_000;
const MAX_DIMENSIONS = 32;

/** The bytes of a `.npy` file in format 1.0, which every NumPy reads. */
export function npyBytes({ dtype, shape, data }: FileArray): Uint8Array {
  const descr = descrOf(dtype);
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const headerBytes = 64 * Math.ceil((10 + header.length + 1) / 64) - 10;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(headerBytes);
  const text = Buffer.from(`${header.padEnd(headerBytes - 1)}\n`, 'latin1');
  const isWide = dtype === 'int64' || dtype === 'uint64';
  const values = isWide ? (dtype === 'int64' ? BigInt64Array : BigUint64Array).from(Array.from(data, BigInt)) : data;
  const content = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([MAGIC, Buffer.of(1, 0), length, text, content]);
}

function descrOf(dtype: FileArray['dtype']): string {
  const code = codeOf(dtype);
  return `${code.endsWith('1') ? '|' : '<'}${code}`;
}

/** The array of a `.npy` file; messages call it `name`. Throws a StoredFault. */
export function npyArray(name: string, bytes: Buffer): FileArray {
  if (bytes.length < 12 || !bytes.subarray(0, 6).equals(MAGIC)) throw new StoredFault('DATA', `${name} is not a .npy`);
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new StoredFault('DATA', `${name} is a .npy of version ${version}, expected 1, 2 or 3`);
  }
  const start = version === 1 ? 10 : 12;
  const headerBytes = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (headerBytes > MAX_HEADER_BYTES || start + headerBytes > bytes.length) {
    throw new StoredFault('DATA', `${name} has a header of ${headerBytes} bytes; the array is cut off or damaged`);
  }
  const end = start + headerBytes;
  const layout = layoutOf(name, bytes.toString(version === 3 ? 'utf8' : 'latin1', start, end));
  return arrayFromBytes(name, bytes.subarray(end), layout);
}

/** One entry of the header, which is a Python dict with three keys in any order. */
const HEADER_ENTRY =
  /(['"])(descr|fortran_order|shape)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(([\d\s,L]*)\))\s*(,|(?=\}))/g;

function layoutOf(name: string, header: string): Layout {
  const found = new Map<string, string>();
  const rest = header.replace(HEADER_ENTRY, (_, _quote, key, _quote2, text, truth, tuple) => {
    found.set(key, text ?? truth ?? tuple);
    return '';
  });
  const [descr, order, tuple] = ['descr', 'fortran_order', 'shape'].map((key) => found.get(key));
  const isWhole = /^\s*\{\s*\}\s*$/.test(rest) && descr !== undefined && tuple !== undefined;
  if (!isWhole || (order !== 'True' && order !== 'False')) {
    const object = /'descr'\s*:\s*\[/.test(header) ? 'records of several fields' : `the header ${shown(header.trim())}`;
    throw new StoredFault('DATA', `${name} has ${object}, expected descr, fortran_order and shape of plain numbers`);
  }
  const shape = tuple.split(',').map((length) => length.trim().replace(/L$/, ''));
  if (shape.at(-1) === '') shape.pop();
  if (shape.length > MAX_DIMENSIONS || !shape.every((length) => /^\d{1,15}$/.test(length))) {
    throw new StoredFault('SHAPE', `${name} has the shape ${shown(`(${tuple})`)}, expected whole numbers from 0`);
  }
  return { descr, shape: shape.map(Number), isFortran: order === 'True' };
}
