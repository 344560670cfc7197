import type { Model } from '../network/model-json.js';
import { factsOf, metadataOf } from './metadata.js';
import { arraysOf, type ModelFile } from './model-file.js';
import { npzArrays, npzBytes } from './npz.js';
import { pickleArrays, pickleBytes } from './pickle/pickle.js';
import { safetensorsArrays, safetensorsBytes } from './safetensors.js';

interface ArrayFormat {
  write(model: Model): Uint8Array;
  /** Throws a StoredFault. */
  read(bytes: Uint8Array): ModelFile;
}

/** Writers and readers of the formats that store named arrays. */
export const ARRAY_FORMATS = {
  npz: {
    write: (model) => npzBytes(arraysOf(model)),
    read: (bytes) => ({ arrays: npzArrays(bytes) }),
  },
  pkl: {
    write: (model) => pickleBytes(arraysOf(model)),
    read: (bytes) => ({ arrays: pickleArrays(bytes) }),
  },
  safetensors: {
    write: (model) => safetensorsBytes(arraysOf(model), metadataOf(model)),
    read: (bytes) => {
      const { arrays, metadata } = safetensorsArrays(bytes);
      return { arrays, ...factsOf(metadata) };
    },
  },
} satisfies Record<string, ArrayFormat>;
