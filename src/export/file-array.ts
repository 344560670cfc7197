import ndarray from 'ndarray';
import { type NdArray, offsets } from '../array.js';
import { StoredFault } from '../documents/json-document.js';

export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array;

/** A NumPy number type. */
interface Dtype {
  readonly name: string;
  /** The typed array of the stored numbers. int64 and uint64 are converted to float64, exact up to 2^53. */
  readonly array: new (
    buffer: ArrayBuffer,
  ) => NumberArray | BigInt64Array | BigUint64Array;
}

/** Every supported number type, by NumPy's code without the byte order. */
const DTYPES = {
  f4: { name: 'float32', array: Float32Array },
  f8: { name: 'float64', array: Float64Array },
  i1: { name: 'int8', array: Int8Array },
  i2: { name: 'int16', array: Int16Array },
  i4: { name: 'int32', array: Int32Array },
  i8: { name: 'int64', array: BigInt64Array },
  u1: { name: 'uint8', array: Uint8Array },
  u2: { name: 'uint16', array: Uint16Array },
  u4: { name: 'uint32', array: Uint32Array },
  u8: { name: 'uint64', array: BigUint64Array },
  b1: { name: 'bool', array: Uint8Array },
} as const satisfies Record<string, Dtype>;

export type DtypeCode = keyof typeof DTYPES;

/** NumPy's code for a type name: `float32` → `f4`. */
export function codeOf(name: FileArray['dtype']): DtypeCode {
  return (Object.keys(DTYPES) as DtypeCode[]).find((code) => DTYPES[code].name === name) as DtypeCode;
}

/** An array of a file; `data` is in row-major order. */
export interface FileArray {
  /** NumPy's name of the type in the file: `float32`, `int64`. */
  readonly dtype: (typeof DTYPES)[DtypeCode]['name'];
  readonly shape: readonly number[];
  readonly data: NumberArray;
}

export type FileArrays = ReadonlyMap<string, FileArray>;

/** Limit on the total size of one file's arrays in memory. */
export const MAX_ARRAY_BYTES = 2 ** 28;

/** A row-major copy of x, ready to be written to a file. */
export function fileArray(x: ndarray.NdArray<NumberArray>): FileArray {
  const data = x.data.slice(0, x.size);
  let i = 0;
  for (const place of offsets(x)) data[i++] = x.data[place];
  return { dtype: x.dtype as FileArray['dtype'], shape: [...x.shape], data };
}

/** A float array of a file as an ndarray that shares its memory. Throws a StoredFault for any other type. */
export function floats(name: string, { dtype, shape, data }: FileArray): NdArray {
  const isFloat = dtype !== 'int64' && dtype !== 'uint64';
  if (isFloat && (data instanceof Float32Array || data instanceof Float64Array)) return ndarray(data, [...shape]);
  throw new StoredFault('VALUE', `${name} holds ${dtype}, expected float32 or float64`);
}

/** Type, shape and order of the numbers in a buffer. */
export interface Layout {
  /** NumPy's type code with its byte order: `<f4`, `>f8`, `|u1`. */
  readonly descr: string;
  readonly shape: readonly number[];
  readonly isFortran: boolean;
}

/** Decodes an array. Throws a StoredFault for an unsupported type, or if the shape needs more or fewer bytes. */
export function arrayFromBytes(name: string, bytes: Uint8Array, { descr, shape, isFortran }: Layout): FileArray {
  const code = descr.slice(1);
  if (!/^[<>=|]/.test(descr) || !Object.hasOwn(DTYPES, code)) {
    const got = descr.slice(1).startsWith('O') ? 'Python objects, which are not supported' : `NumPy's type "${descr}"`;
    throw new StoredFault('VALUE', `${name} holds ${got}; expected float32, float64, integers or booleans`);
  }
  const dtype = DTYPES[code as DtypeCode];
  const itemBytes = Number(code.slice(1));
  const needed = shape.reduce((product, length) => product * length, itemBytes);
  if (bytes.length !== needed) {
    const text = `${name} has ${bytes.length} bytes, shape [${shape}] of ${dtype.name} needs ${needed}`;
    throw new StoredFault('DATA', text);
  }
  const own = Buffer.from(new Uint8Array(bytes).buffer); // an aligned copy, which may be modified
  if (descr.startsWith('>')) swapBytes(own, itemBytes);
  const stored = new dtype.array(own.buffer);
  const data = stored instanceof BigInt64Array || stored instanceof BigUint64Array ? toFloat64(name, stored) : stored;
  return { dtype: dtype.name, shape: [...shape], data: isFortran ? rowMajor(data, shape) : data };
}

function swapBytes(bytes: Buffer, itemBytes: number): void {
  if (itemBytes === 2) bytes.swap16();
  if (itemBytes === 4) bytes.swap32();
  if (itemBytes === 8) bytes.swap64();
}

function toFloat64(name: string, stored: BigInt64Array | BigUint64Array): Float64Array {
  const data = Float64Array.from(stored, Number);
  const place = data.findIndex((value) => !Number.isSafeInteger(value));
  if (place < 0) return data;
  throw new StoredFault('VALUE', `${name} holds ${stored[place]}, expected integers of at most 2^53`);
}

/** Converts column-major order (NumPy's Fortran order) to row-major order. */
function rowMajor(data: NumberArray, shape: readonly number[]): NumberArray {
  const stride = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  return fileArray(ndarray<NumberArray>(data, [...shape], stride)).data;
}
