import ndarray from 'ndarray';
import { copy, type FloatArray } from '../array.js';
import type { Parameters } from '../network/network.js';
import type { ReportData, RunCurves } from '../report/report-data.js';
import { bytesOf } from './base64.js';

/** Parameters by their names, row-major. */
export type PlainArrays = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: FloatArray }>>;

/** The curves of a run, as numbers. */
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

/** Copies of parameters. */
export function plainArrays(parameters: Parameters): PlainArrays {
  const copies = Object.entries(parameters).map(([name, array]) => {
    return [name, { shape: [...array.shape], data: copy(array).data }];
  });
  return Object.fromEntries(copies);
}

/** The same memory as arrays to compute with. */
export function arraysOf(plain: PlainArrays): Parameters {
  const arrays = Object.entries(plain).map(([name, { shape, data }]) => [name, ndarray<FloatArray>(data, [...shape])]);
  return Object.fromEntries(arrays);
}

/** Row and column of a weight, or the place alone of a bias. */
export function positionOf(shape: readonly number[], place: number): [from: number | undefined, to: number] {
  return shape.length === 1 ? [undefined, place] : [Math.floor(place / shape[1]), place % shape[1]];
}
