import ops from 'ndarray-ops';
import { asMatrix, type NdArray, zeros } from '../../array.js';

/** `np.repeat(x, N, axis=0)` of a row [1, D] or [D]. */
export function repeatRows(x: NdArray, N: number): NdArray {
  const row = asMatrix(x);
  if (row.dimension !== 2 || row.shape[0] !== 1) throw new RangeError(`x is [${x.shape}], expected one row [1, D]`);
  const out = zeros([N, row.shape[1]]);
  for (let n = 0; n < N; n++) ops.assign(out.pick(n, null), row.pick(0, null));
  return out;
}

/** `np.sum(x, axis=0, keepdims=True)` of [N, D]. */
export function sumRows(x: NdArray): NdArray {
  const out = zeros([1, x.shape[1]]);
  for (let n = 0; n < x.shape[0]; n++) ops.addeq(out.pick(0, null), x.pick(n, null));
  return out;
}
