import { readFileSync } from 'node:fs';
import type { Precision } from '../../array.js';

/** What `src/engine/assembly` exports; every number is an address, a count, or a stride in bytes. */
export interface Kernels {
  listPixels(entries: number, starts: number, bytes: number, count: number, width: number): number;
  affinePixels(
    y: number,
    starts: number,
    index: number,
    table: number,
    W: number,
    b: number,
    N: number,
    stride: number,
  ): void;
  affineFactors(
    y: number,
    x: number,
    W: number,
    b: number,
    list: number,
    N: number,
    inputs: number,
    xStride: number,
    stride: number,
  ): void;
  weightGradientPixels(
    dW: number,
    starts: number,
    index: number,
    table: number,
    dout: number,
    N: number,
    rows: number,
    stride: number,
  ): void;
  weightGradientFactors(
    dW: number,
    x: number,
    dout: number,
    list: number,
    N: number,
    inputs: number,
    xStride: number,
    stride: number,
  ): void;
  biasGradient(db: number, dout: number, N: number, stride: number): void;
  transpose(y: number, x: number, rows: number, columns: number, yStride: number, xStride: number): void;
  differencesPixels(
    dW: number,
    db: number,
    job: number,
    starts: number,
    index: number,
    table: number,
    h: number,
    scale: number,
    N: number,
    dWStride: number,
    from: number,
    to: number,
  ): void;
  differencesFactors(
    dW: number,
    db: number,
    job: number,
    x: number,
    list: number,
    h: number,
    scale: number,
    N: number,
    inputs: number,
    xStride: number,
    dWStride: number,
    from: number,
    to: number,
  ): void;
  relu(y: number, x: number, bytes: number): void;
  reluGradient(dx: number, dout: number, y: number, bytes: number): void;
  sigmoid(y: number, x: number, bytes: number): void;
  sigmoidGradient(dx: number, dout: number, y: number, bytes: number): void;
  sgd(W: number, dW: number, learningRate: number, bytes: number): void;
  momentum(W: number, v: number, dW: number, learningRate: number, momentum: number, bytes: number): void;
  nesterov(W: number, v: number, dW: number, learningRate: number, momentum: number, bytes: number): void;
  adaGrad(W: number, h: number, dW: number, learningRate: number, bytes: number): void;
  rmsProp(W: number, h: number, dW: number, learningRate: number, decayRate: number, bytes: number): void;
  adam(
    W: number,
    m: number,
    v: number,
    dW: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    bytes: number,
  ): void;
  addScaled(y: number, x: number, factor: number, bytes: number): void;
  squaredNorm(x: number, rows: number, columns: number, stride: number): number;
  softmax(y: number, s: number, N: number, K: number, stride: number): void;
  softmaxCrossEntropy(y: number, s: number, t: number, N: number, K: number, stride: number, epsilon: number): number;
  softmaxCrossEntropyGradient(ds: number, y: number, t: number, N: number, K: number, stride: number): void;
  squaredError(y: number, t: number, N: number, K: number, stride: number): number;
  squaredErrorGradient(dy: number, y: number, t: number, N: number, K: number, stride: number): void;
  countCorrect(s: number, t: number, N: number, K: number, stride: number): number;
  exp(x: number): number;
  log(x: number): number;
}

const modules = new Map<Precision, WebAssembly.Module>();

/** The kernels for one precision over a memory; compiled once, whoever asks. */
export function instantiateKernels(precision: Precision, memory: WebAssembly.Memory): Kernels {
  let module = modules.get(precision);
  if (!module) {
    // the same path from src/ and from dist/: only the build makes it
    const path = new URL(`../../../dist/engine/simd/kernels-${precision}.wasm`, import.meta.url);
    module = new WebAssembly.Module(readFileSync(path));
    modules.set(precision, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
