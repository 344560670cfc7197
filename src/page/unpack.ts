import ndarray from 'ndarray';
import { copy, type FloatArray } from '../array.js';
import type { Parameters } from '../network/network.js';
import type { ReportData, RunCurves } from '../report/report-data.js';
import { bytesOf } from './base64.js';

/** Parameters by name, row-major. */
export type PlainArrays = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: FloatArray }>>;

/** The curves of a run as numbers. */
export interface Curves extends Omit<RunCurves, 'loss'> {
  readonly loss: {
    readonly batches: number;
    readonly iterations: ArrayLike<number>;
    readonly values: ArrayLike<number>;
  };
}

export function unpackArrays(stored: ReportData['model']['parameters']): PlainArrays {
  const arrays = Object.entries(stored).map(([name, { shape, dtype, data }]) => {
    const { buffer } = bytesOf(data);
    return [name, { shape, data: dtype === 'float32' ? new Float32Array(buffer) : new Float64Array(buffer) }];
  });
  return Object.fromEntries(arrays);
}

export function unpackCurves({ loss, ...curves }: RunCurves): Curves {
  const iterations = new Int32Array(bytesOf(loss.iterations).buffer);
  const values = new Float32Array(bytesOf(loss.values).buffer);
  return { ...curves, loss: { batches: loss.batches, iterations, values } };
}

/** Copies parameters into plain arrays. */
export function plainArrays(parameters: Parameters): PlainArrays {
  const copies = Object.entries(parameters).map(([name, array]) => {
    return [name, { shape: [...array.shape], data: copy(array).data }];
  });
  return Object.fromEntries(copies);
}

/** Wraps plain arrays as ndarrays that share their memory. */
export function arraysOf(plain: PlainArrays): Parameters {
  const arrays = Object.entries(plain).map(([name, { shape, data }]) => [name, ndarray<FloatArray>(data, [...shape])]);
  return Object.fromEntries(arrays);
}

/** Row and column of the weight at a row-major index; a bias has only a column. */
export function positionOf(shape: readonly number[], index: number): [from: number | undefined, to: number] {
  return shape.length === 1 ? [undefined, index] : [Math.floor(index / shape[1]), index % shape[1]];
}
