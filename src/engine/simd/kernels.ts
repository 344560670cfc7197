import { readFileSync } from 'node:fs';
import type { Precision } from '../../array.js';

/** What `src/engine/assembly` exports; every number is an address, a count, or a stride in bytes. */
export interface Kernels {
  listPixels(entries: number, starts: number, bytes: number, count: number, width: number): number;
  listColumns(lists: number, starts: number, index: number, N: number, inputs: number): void;
  affinePixels(
    y: number,
    lists: number,
    table: number,
    W: number,
    b: number,
    N: number,
    inputs: number,
    stride: number,
    width: number,
  ): void;
  weightGradientPixels(
    dW: number,
    lists: number,
    table: number,
    dout: number,
    zeros: number,
    N: number,
    inputs: number,
    stride: number,
    width: number,
  ): void;
  biasGradient(db: number, dout: number, N: number, stride: number, width: number): void;
  inputGradient(
    dx: number,
    dout: number,
    W: number,
    scratch: number,
    N: number,
    inputs: number,
    outputs: number,
    dxStride: number,
    stride: number,
    width: number,
  ): void;
  matmul(
    y: number,
    x: number,
    m: number,
    b: number,
    rows: number,
    inner: number,
    yStride: number,
    rowStep: number,
    innerStep: number,
    mStride: number,
    width: number,
  ): void;
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
  relu(y: number, x: number, rows: number, stride: number, width: number): void;
  reluGradient(dx: number, dout: number, y: number, rows: number, stride: number, width: number): void;
  dropoutMask(
    mask: number,
    N: number,
    D: number,
    stride: number,
    limit: number,
    kept: number,
    seed: number,
    stream: number,
    substream: number,
  ): void;
  multiply(y: number, x: number, m: number, rows: number, stride: number, width: number): void;
  sigmoid(y: number, x: number, rows: number, stride: number, width: number): void;
  sigmoidGradient(dx: number, dout: number, y: number, rows: number, stride: number, width: number): void;
  sgd(W: number, dW: number, learningRate: number, rows: number, stride: number, width: number): void;
  momentum(
    W: number,
    v: number,
    dW: number,
    learningRate: number,
    momentum: number,
    rows: number,
    stride: number,
    width: number,
  ): void;
  nesterov(
    W: number,
    v: number,
    dW: number,
    learningRate: number,
    momentum: number,
    rows: number,
    stride: number,
    width: number,
  ): void;
  adaGrad(W: number, h: number, dW: number, learningRate: number, rows: number, stride: number, width: number): void;
  rmsProp(
    W: number,
    h: number,
    dW: number,
    learningRate: number,
    decayRate: number,
    rows: number,
    stride: number,
    width: number,
  ): void;
  adam(
    W: number,
    m: number,
    v: number,
    dW: number,
    learningRate: number,
    beta1: number,
    beta2: number,
    rows: number,
    stride: number,
    width: number,
  ): void;
  movingAverage(average: number, W: number, rate: number, rows: number, stride: number, width: number): void;
  decay(dW: number, sums: number, W: number, lambda: number, rows: number, columns: number, stride: number): void;
  squaredNorms(sums: number, x: number, rows: number, columns: number, stride: number): void;
  softmax(y: number, s: number, exps: number, N: number, K: number, stride: number): void;
  softmaxCrossEntropy(
    y: number,
    s: number,
    t: number,
    exps: number,
    N: number,
    K: number,
    stride: number,
    epsilon: number,
  ): number;
  softmaxCrossEntropyGradient(ds: number, y: number, t: number, N: number, K: number, stride: number): void;
  squaredError(y: number, t: number, N: number, K: number, stride: number): number;
  squaredErrorGradient(dy: number, y: number, t: number, N: number, K: number, stride: number): void;
  countCorrect(s: number, t: number, N: number, K: number, stride: number): number;
  exp(x: number): number;
  log(x: number): number;
}

const modules = new Map<Precision, WebAssembly.Module>();

/** The kernels for one precision, compiled once, whoever asks. */
export function kernelModule(precision: Precision): WebAssembly.Module {
  let module = modules.get(precision);
  if (!module) {
    // the same path from src/ and from dist/: only the build makes it
    const path = new URL(`../../../dist/engine/simd/kernels-${precision}.wasm`, import.meta.url);
    module = new WebAssembly.Module(readFileSync(path));
    modules.set(precision, module);
  }
  return module;
}

/** The kernels of a module over a memory. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}
