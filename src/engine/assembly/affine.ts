import { matmul } from './matmul';

// Arguments: outputs, inputs, scratch, sizes. Strides are in bytes. Kernels compute the first `width` bytes of each output
// row, a multiple of 16, so that threads can divide a matrix by columns. Padding after the last column stays zero.

/** db = column sums of dout */
export function biasGradient(db: usize, dout: usize, N: usize, stride: usize, width: usize): void {
  for (let at: usize = 0; at < width; at += 16) {
    let sum = v128.splat<Float>(0);
    for (let n: usize = 0; n < N; n++) sum = v128.add<Float>(sum, v128.load(dout + n * stride + at));
    v128.store(db + at, sum);
  }
}

/** `inputs` columns of dx = dout Wᵀ, from as many rows of W; scratch: `outputs` rows of `width` bytes. */
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
