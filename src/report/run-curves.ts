import { join } from 'node:path';
import { readCsv } from '../files/csv.js';
import type { RunCurves } from './report-data.js';

/** Limit on the points of all loss curves in a page; each takes 11 bytes. */
const LOSS_POINTS = 20_000;

/** How to read CSV files, and the limit on loss points. */
export interface CurveOptions {
  readonly read: typeof readCsv;
  readonly points: number;
}

/** Reads the curves from `loss.csv` and `accuracy.csv` of a run; undefined if there are none. */
export function readRunCurves(
  folder: string,
  name: string,
  runs = 1,
  { read, points }: CurveOptions = { read: readCsv, points: LOSS_POINTS },
): RunCurves | undefined {
  const losses = read(join(folder, 'loss.csv'), ['iteration', 'loss']);
  const of = (monitored: RunCurves['monitored']) =>
    read(join(folder, 'accuracy.csv'), ['iteration', 'train_accuracy', `${monitored}_accuracy`]);
  const validation = of('validation');
  const monitored = validation.length > 0 ? 'validation' : 'test';
  const accuracies = validation.length > 0 ? validation : of('test');
  if (losses.length === 0 && accuracies.length === 0) return undefined;
  return {
    name,
    loss: thinned(losses, Math.ceil((losses.length * runs) / points)),
    accuracy: accuracies.map(([iteration, train, test]) => ({ iteration, train, test })),
    monitored,
  };
}

/** Averages every `batches` batches to one point, at the iteration of the last. */
function thinned(losses: readonly (readonly number[])[], batches: number): RunCurves['loss'] {
  const points = Math.ceil(losses.length / Math.max(1, batches));
  const iterations = new Int32Array(points);
  const values = new Float32Array(points);
  for (let i = 0; i < points; i++) {
    const group = losses.slice(i * batches, (i + 1) * batches);
    iterations[i] = group[group.length - 1][0];
    values[i] = group.reduce((sum, [, loss]) => sum + loss, 0) / group.length;
  }
  return { batches, iterations: base64(iterations), values: base64(values) };
}

function base64({ buffer }: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): string {
  return Buffer.from(buffer).toString('base64');
}
