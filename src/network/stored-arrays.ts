import { createHash } from 'node:crypto';
import ndarray from 'ndarray';
import { z } from 'zod';
import { copy, type FloatArray, type NdArray } from '../array.js';
import { StoredFault } from '../documents/json-document.js';
import { integer } from '../documents/numbers.js';
import type { Parameters } from './network.js';

const MOST_ELEMENTS = 2 ** 28;

/** An array in a file: its values, row by row, in little-endian bytes as base64. No bit is lost. */
export const storedArray = z.strictObject({
  shape: z.array(integer(1, MOST_ELEMENTS)).min(1, 'a list of 1 or 2 lengths').max(2, 'a list of 1 or 2 lengths'),
  dtype: z.enum(['float32', 'float64']),
  data: z.string(),
});

export type StoredArray = z.output<typeof storedArray>;

/** Encodes arrays, each in its own precision, and hashes the bytes of all of them in order. */
export function storeArrays(arrays: Parameters): { stored: Record<string, StoredArray>; sha256: string } {
  const hash = createHash('sha256');
  const stored: Record<string, StoredArray> = {};
  for (const [name, array] of Object.entries(arrays)) {
    const { data } = copy(array);
    const bytes = Buffer.from(data.buffer);
    hash.update(bytes);
    const dtype = data instanceof Float32Array ? 'float32' : 'float64';
    stored[name] = { shape: array.shape, dtype, data: bytes.toString('base64') };
  }
  return { stored, sha256: hash.digest('hex') };
}

/** Decodes an array, and returns it with its bytes. Throws a StoredFault if its shape or data are wrong. */
export function restoreArray(
  name: string,
  shape: readonly number[],
  stored: StoredArray,
): { array: NdArray; bytes: Buffer } {
  if (stored.shape.join() !== shape.join()) {
    throw new StoredFault('SHAPE', `${name} is [${stored.shape}], the architecture needs [${shape}]`);
  }
  const bytes = decode(name, shape, stored);
  const data = stored.dtype === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  return { array: ndarray<FloatArray>(data, [...shape]), bytes };
}

/** The bytes of an array, in a buffer of their own so that they can be viewed as floats. */
function decode(name: string, shape: readonly number[], { data, dtype }: StoredArray): Buffer<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1) * (dtype === 'float32' ? 4 : 8);
  const wanted = `shape ${shape.join('×')} ${dtype} needs ${size}`;
  if (data.length !== 4 * Math.ceil(size / 3)) {
    const length = Math.floor((data.replace(/=+$/, '').length * 3) / 4);
    throw new StoredFault('DATA', `${name} has ${length} bytes, ${wanted}`);
  }
  const bytes = Buffer.alloc(size);
  const written = bytes.write(data, 'base64');
  if (written !== size || bytes.toString('base64') !== data) {
    throw new StoredFault('DATA', `${name} is not valid base64, ${wanted} bytes`);
  }
  return bytes as Buffer<ArrayBuffer>;
}

/** Throws a StoredFault if a value is not finite. */
export function requireFinite(name: string, array: NdArray): void {
  const { shape } = array;
  const { data } = copy(array);
  const place = data.findIndex((value) => !Number.isFinite(value));
  if (place < 0) return;
  const index = shape.length === 1 ? [place] : [Math.floor(place / shape[1]), place % shape[1]];
  throw new StoredFault('VALUE', `${name}[${index}] is ${data[place]}, expected a finite number`);
}
