import { combine } from './combine';
import { Factor, listFactors, Pixel } from './list';
import { spread } from './spread';

// Arguments: outputs, inputs, scratch, sizes. Strides are bytes from row to row, multiples of 16; what lies between the
// last column and the stride is zero and stays so.

/** y = x W + b for images given by their numbers in `index`, their lists by `starts`. */
export function affinePixels(
  y: usize,
  starts: usize,
  index: usize,
  table: usize,
  W: usize,
  b: usize,
  N: usize,
  stride: usize,
): void {
  for (let n: usize = 0; n < N; n++) {
    const start = starts + ((<usize>load<u32>(index + (n << 2))) << 2);
    combine<Pixel>(y + n * stride, load<u32>(start), load<u32>(start, 4), table, W, stride, b);
  }
}

/** y = x W + b for rows of floats; `list` is scratch for one row. */
export function affineFactors(
  y: usize,
  x: usize,
  W: usize,
  b: usize,
  list: usize,
  N: usize,
  inputs: usize,
  xStride: usize,
  stride: usize,
): void {
  for (let n: usize = 0; n < N; n++) {
    const end = listFactors(list, x + n * xStride, inputs);
    combine<Factor>(y + n * stride, list, end, 0, W, stride, b);
  }
}

/** dW = xᵀ dout for images; `rows` is the number of rows of dW. */
export function weightGradientPixels(
  dW: usize,
  starts: usize,
  index: usize,
  table: usize,
  dout: usize,
  N: usize,
  rows: usize,
  stride: usize,
): void {
  memory.fill(dW, 0, rows * stride);
  for (let n: usize = 0; n < N; n++) {
    const start = starts + ((<usize>load<u32>(index + (n << 2))) << 2);
    spread<Pixel>(dW, load<u32>(start), load<u32>(start, 4), table, dout + n * stride, stride);
  }
}

/** dW = xᵀ dout for rows of floats. */
export function weightGradientFactors(
  dW: usize,
  x: usize,
  dout: usize,
  list: usize,
  N: usize,
  inputs: usize,
  xStride: usize,
  stride: usize,
): void {
  memory.fill(dW, 0, inputs * stride);
  for (let n: usize = 0; n < N; n++) {
    const end = listFactors(list, x + n * xStride, inputs);
    spread<Factor>(dW, list, end, 0, dout + n * stride, stride);
  }
}

/** db = Σ dout over the batch */
export function biasGradient(db: usize, dout: usize, N: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += 16) {
    let sum = v128.splat<Float>(0);
    for (let n: usize = 0; n < N; n++) sum = v128.add<Float>(sum, v128.load(dout + n * stride + at));
    v128.store(db + at, sum);
  }
}

/** y = xᵀ; x: [rows, columns] */
export function transpose(y: usize, x: usize, rows: usize, columns: usize, yStride: usize, xStride: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    for (let j: usize = 0; j < columns; j++) {
      const value = load<Float>(x + i * xStride + j * sizeof<Float>());
      store<Float>(y + j * yStride + i * sizeof<Float>(), value);
    }
  }
}
