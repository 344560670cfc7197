import { StoredFault } from '../documents/json-document.js';
import { shown } from '../documents/problem.js';
import { type FileArrays, MAX_ARRAY_BYTES } from './file-array.js';
import { npyArray, npyBytes } from './npy.js';
import { unzip, zipBytes } from './zip.js';

/** A `.npz` for `numpy.load`: a zip file with one `.npy` per array. Equal arrays give equal bytes. */
export function npzBytes(arrays: FileArrays): Uint8Array {
  return zipBytes(Object.fromEntries(Array.from(arrays, ([name, array]) => [`${name}.npy`, npyBytes(array)])));
}

/** The arrays of a `.npz` of `numpy.savez` or `savez_compressed`, in file order. Throws a StoredFault. */
export function npzArrays(bytes: Uint8Array): FileArrays {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const arrays = new Map();
  for (const { name: file, content } of unzip(zip, MAX_ARRAY_BYTES)) {
    if (!file.endsWith('.npy')) throw new StoredFault('KEY', `holds ${shown(file)}, expected arrays (.npy) only`);
    const name = file.slice(0, -'.npy'.length);
    if (arrays.has(name)) throw new StoredFault('KEY', `holds ${shown(name)} twice`);
    arrays.set(name, npyArray(shown(name).slice(1, -1), content));
  }
  return arrays;
}
