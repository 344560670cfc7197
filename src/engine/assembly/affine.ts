import { BLOCK, nextBlock } from './columns';
import { gather } from './gather';
import { matmul } from './matmul';
import { spread } from './spread';

// Arguments: outputs, inputs, scratch, sizes. Strides are bytes from row to row. Kernels compute `width` bytes of each row
// of their outputs, a multiple of 16, so that threads can share a matrix by its columns. What lies between the last
// column and the stride is zero and stays so.

/** y = x W + b for a batch of images given as lists by column; y, W: the same stride. */
export function affinePixels(
  y: usize,
  lists: usize,
  table: usize,
  W: usize,
  b: usize,
  N: usize,
  inputs: usize,
  stride: usize,
  width: usize,
): void {
  for (let n: usize = 0; n < N; n++) memory.fill(y + n * stride, 0, width);
  for (let first: usize = 0; first < N; first += BLOCK) {
    spread(y + first * stride, lists, table, W, inputs, stride, width);
    lists = nextBlock(lists, inputs);
  }
  for (let n: usize = 0; n < N; n++, y += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      v128.store(y + at, v128.add<Float>(v128.load(y + at), v128.load(b + at)));
    }
  }
}

/** dW = xᵀ dout for such a batch; zeros: `width` bytes of them. */
export function weightGradientPixels(
  dW: usize,
  lists: usize,
  table: usize,
  dout: usize,
  zeros: usize,
  N: usize,
  inputs: usize,
  stride: usize,
  width: usize,
): void {
  gather(dW, zeros, lists, table, dout, inputs, stride, 0, width);
  for (let first = BLOCK; first < N; first += BLOCK) {
    lists = nextBlock(lists, inputs);
    gather(dW, dW, lists, table, dout + first * stride, inputs, stride, stride, width);
  }
}

/** db = Σ dout over the batch */
export function biasGradient(db: usize, dout: usize, N: usize, stride: usize, width: usize): void {
  for (let at: usize = 0; at < width; at += 16) {
    let sum = v128.splat<Float>(0);
    for (let n: usize = 0; n < N; n++) sum = v128.add<Float>(sum, v128.load(dout + n * stride + at));
    v128.store(db + at, sum);
  }
}

/** dx = dout Wᵀ for `inputs` columns of dx, which are rows of W; scratch: `outputs` rows of `width` bytes. */
export function inputGradient(
  dx: usize,
  dout: usize,
  W: usize,
  scratch: usize,
  N: usize,
  inputs: usize,
  outputs: usize,
  dxStride: usize,
  stride: usize,
  width: usize,
): void {
  memory.fill(scratch, 0, outputs * width);
  for (let i: usize = 0; i < inputs; i++) {
    for (let k: usize = 0; k < outputs; k++) {
      const value = load<Float>(W + i * stride + k * sizeof<Float>());
      store<Float>(scratch + k * width + i * sizeof<Float>(), value);
    }
  }
  matmul(dx, dout, scratch, 0, N, outputs, dxStride, stride, sizeof<Float>(), width, width);
}
