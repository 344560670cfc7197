import { asMatrix, type NdArray, zeros } from '../array.js';

/** y = x W; dx = dy Wᵀ, dW = xᵀ dy. x: [N, D], W: [D, H], y: [N, H] (*Deep Learning from Scratch 2*, chapter 1). */
export class MatMul {
  readonly W: NdArray;
  readonly params: readonly NdArray[];
  readonly grads: readonly NdArray[];
  #x: NdArray | undefined;

  constructor(W: NdArray) {
    this.W = W;
    this.params = [W];
    this.grads = [zeros(W.shape)];
  }

  /** y */
  forward(x: NdArray): NdArray {
    this.#x = asMatrix(x);
    const y = zeros([this.#x.shape[0], this.W.shape[1]]);
    matmul(y, this.#x, this.W);
    return y;
  }

  /** Writes dW into `grads` and returns dx. Throws before the first forward. */
  backward(dy: NdArray): NdArray {
    if (!this.#x) throw new Error('MatMul: backward before forward');
    const dx = zeros(this.#x.shape);
    const dyRows = asMatrix(dy);
    matmul(dx, dyRows, this.W.transpose(1, 0));
    matmul(this.grads[0], this.#x.transpose(1, 0), dyRows);
    return dx;
  }
}

/** y = a b; a: [n, k], b: [k, m], y: [n, m] */
function matmul(y: NdArray, a: NdArray, b: NdArray): void {
  if (a.shape[1] !== b.shape[0]) throw new RangeError(`MatMul: [${a.shape}] times [${b.shape}]: inner lengths differ`);
  for (let i = 0; i < y.shape[0]; i++) {
    for (let j = 0; j < y.shape[1]; j++) {
      let sum = 0;
      for (let k = 0; k < a.shape[1]; k++) sum += a.get(i, k) * b.get(k, j);
      y.set(i, j, sum);
    }
  }
}
