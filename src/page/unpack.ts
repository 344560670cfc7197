import type { FloatArray } from '../array.js';
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
