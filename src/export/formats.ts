import { extname } from 'node:path';
import { namesIn } from '../documents/choices.js';
import type { Model } from '../network/model-json.js';
import type { ModelFile } from './model-file.js';

/** A format of model files. Its code is imported on first use. */
export interface ExportFormat {
  readonly title: string;
  /** File extensions; the first one is written. */
  readonly endings: readonly [string, ...string[]];
  /** Whether a file describes the whole net. Otherwise it holds only W1, b1, W2, b2 … */
  readonly isWhole: boolean;
  /** The format stores float32 even if the model is float64. */
  readonly isFloat32?: true;
  /** Whether the written program applies the model's view to images itself. */
  readonly appliesView?: true;
  /** The content of each file, by extension. The same model gives the same bytes. */
  write(model: Model): Promise<Readonly<Record<string, Uint8Array | string>>>;
  /** Throws a StoredFault. */
  read?(bytes: Uint8Array): Promise<ModelFile>;
}

const arrayFormats = async () => (await import('./array-formats.js')).ARRAY_FORMATS;

/** Every format by its name. */
export const FORMATS = {
  npz: {
    title: 'NumPy arrays',
    endings: ['.npz'],
    isWhole: false,
    write: async (model) => ({ '.npz': (await arrayFormats()).npz.write(model) }),
    read: async (bytes) => (await arrayFormats()).npz.read(bytes),
  },
  pkl: {
    title: 'pickle of NumPy arrays',
    endings: ['.pkl', '.pickle'],
    isWhole: false,
    write: async (model) => ({ '.pkl': (await arrayFormats()).pkl.write(model) }),
    read: async (bytes) => (await arrayFormats()).pkl.read(bytes),
  },
  safetensors: {
    title: 'safetensors',
    endings: ['.safetensors'],
    isWhole: true,
    write: async (model) => ({ '.safetensors': (await arrayFormats()).safetensors.write(model) }),
    read: async (bytes) => (await arrayFormats()).safetensors.read(bytes),
  },
  onnx: {
    title: 'ONNX',
    endings: ['.onnx'],
    isWhole: true,
    isFloat32: true,
    write: async (model) => ({ '.onnx': (await import('./onnx/onnx.js')).onnxBytes(model) }),
  },
  mjs: {
    title: 'JavaScript module',
    endings: ['.mjs'],
    isWhole: true,
    appliesView: true,
    write: async (model) => {
      const { moduleText, declarationsText } = await import('./javascript.js');
      return { '.mjs': moduleText(model), '.d.mts': declarationsText(model) };
    },
  },
} as const satisfies Record<string, ExportFormat>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES = namesIn(FORMATS);

/** The format of a file by its extension; undefined for any other file, such as a model.json. */
export function formatOf(path: string): FormatName | undefined {
  const ending = extname(path).toLowerCase();
  return FORMAT_NAMES.find((name) => (FORMATS[name].endings as readonly string[]).includes(ending));
}
