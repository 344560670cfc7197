import ndarray from 'ndarray';
import type { Labels } from '../array.js';
import type { Split } from '../dataset/dataset.js';
import { type LoadOptions, loadDataset } from '../dataset/load.js';
import { oneHot as oneHotRows } from '../layers/labels.js';

export interface MnistOptions extends Partial<LoadOptions> {
  /** true (default): pixels are float32(p) / 255; false: bytes from 0 to 255. */
  readonly normalize?: boolean;
  /** true (default): images are [N, 784]; false: [N, 1, 28, 28]. */
  readonly flatten?: boolean;
  /** true: labels are one-hot [N, 10]; false (default): class numbers [N]. */
  readonly oneHot?: boolean;
}

/** x: [N, 784] or [N, 1, 28, 28] images; t: [N] or [N, 10] labels. */
export interface MnistSplit {
  readonly x: ndarray.NdArray<Float32Array> | ndarray.NdArray<Uint8Array>;
  readonly t: Labels;
}

/** The book's `load_mnist(normalize, flatten, one_hot_label)` (chapter 3). Throws like loadDataset. */
export async function loadMnist(options: MnistOptions = {}): Promise<{ train: MnistSplit; test: MnistSplit }> {
  const { normalize = true, flatten = true, oneHot = false, dataset = 'mnist', dataDir = 'data', ...rest } = options;
  const loaded = await loadDataset({ ...rest, dataset, dataDir });
  const { rows, columns } = loaded;
  const half = ({ images, labels, count }: Split): MnistSplit => {
    const shape = flatten ? [count, rows * columns] : [count, 1, rows, columns];
    return {
      x: normalize ? ndarray(normalized(images), shape) : ndarray(images, shape),
      t: oneHot ? oneHotRows(ndarray(labels, [count]), loaded.classes) : ndarray(labels, [count]),
    };
  };
  return { train: half(loaded.train), test: half(loaded.test) };
}

/** float32(p) / 255, rounded once, as in NumPy. */
function normalized(images: Uint8Array): Float32Array {
  const x = new Float32Array(images.length);
  for (let i = 0; i < x.length; i++) x[i] = images[i] / 255;
  return x;
}
