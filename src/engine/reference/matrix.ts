import type { NdArray } from '../../array.js';
import { type Batch, type Input, isBatch, type Rows, rowCount } from '../engine.js';

/** Bytes as they came, and what each of the 256 stands for. */
export interface ByteRows extends Rows {
  readonly bytes: Uint8Array;
  readonly table: Float64Array;
}

// Sums are kept in float64 and stored once, so float32 results carry a single rounding.
let row = new Float64Array(0);
let sums = new Float64Array(0);

export function affine(y: NdArray, x: Input, W: NdArray, b: NdArray): void {
  const [inputs, outputs] = W.shape;
  reserve(inputs, outputs);
  for (let n = 0; n < rowCount(x); n++) {
    readRow(x, n, inputs);
    sums.fill(0, 0, outputs);
    for (let i = 0; i < inputs; i++) {
      const xi = row[i];
      if (xi === 0) continue; // 81 % of MNIST
      const w = W.offset + i * W.stride[0];
      for (let j = 0; j < outputs; j++) sums[j] += xi * W.data[w + j * W.stride[1]];
    }
    for (let j = 0; j < outputs; j++) y.set(n, j, sums[j] + b.get(j));
  }
}

export function affineParameterGradients(dW: NdArray, db: NdArray, x: Input, dout: NdArray): void {
  const [inputs, outputs] = dW.shape;
  reserve(inputs, inputs * outputs);
  sums.fill(0, 0, inputs * outputs);
  for (let n = 0; n < rowCount(x); n++) {
    readRow(x, n, inputs);
    const d = dout.offset + n * dout.stride[0];
    for (let i = 0; i < inputs; i++) {
      const xi = row[i];
      if (xi === 0) continue;
      for (let j = 0; j < outputs; j++) sums[i * outputs + j] += xi * dout.data[d + j * dout.stride[1]];
    }
  }
  for (let i = 0; i < inputs; i++) for (let j = 0; j < outputs; j++) dW.set(i, j, sums[i * outputs + j]);

  for (let j = 0; j < outputs; j++) {
    let sum = 0;
    for (let n = 0; n < rowCount(x); n++) sum += dout.get(n, j);
    db.set(j, sum);
  }
}

export function affineInputGradient(dx: NdArray, dout: NdArray, W: NdArray): void {
  const [inputs, outputs] = W.shape;
  for (let n = 0; n < dx.shape[0]; n++) {
    const d = dout.offset + n * dout.stride[0];
    for (let i = 0; i < inputs; i++) {
      const w = W.offset + i * W.stride[0];
      let sum = 0;
      for (let j = 0; j < outputs; j++) sum += dout.data[d + j * dout.stride[1]] * W.data[w + j * W.stride[1]];
      dx.set(n, i, sum);
    }
  }
}

function reserve(rowLength: number, sumCount: number): void {
  if (row.length < rowLength) row = new Float64Array(rowLength);
  if (sums.length < sumCount) sums = new Float64Array(sumCount);
}

/** row ← row n of x */
function readRow(x: Input, n: number, width: number): void {
  if (isBatch(x)) {
    const { rows, index } = x as Batch<ByteRows>;
    const start = index[n] * width;
    for (let i = 0; i < width; i++) row[i] = rows.table[rows.bytes[start + i]];
  } else {
    const start = x.offset + n * x.stride[0];
    for (let i = 0; i < width; i++) row[i] = x.data[start + i * x.stride[1]];
  }
}
