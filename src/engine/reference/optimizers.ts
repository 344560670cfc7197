import ops from 'ndarray-ops';
import type { NdArray } from '../../array.js';
import { forEachElement } from './elements.js';
import { scratchLike } from './scratch.js';

/** Keeps a step finite where the squares of all gradients so far are 0. */
const EPSILON = 1e-7;

export function sgd(W: NdArray, dW: NdArray, learningRate: number): void {
  const step = scratchLike(W);
  ops.muls(step, dW, learningRate);
  ops.subeq(W, step);
}

export function movingAverage(average: NdArray, W: NdArray, rate: number): void {
  forEachElement([average, W], (a, w) => {
    average.data[a] += rate * (W.data[w] - average.data[a]);
  });
}

export function momentum(W: NdArray, v: NdArray, dW: NdArray, learningRate: number, momentum: number): void {
  forEachElement([W, v, dW], (w, i, d) => {
    const velocity = momentum * v.data[i] - learningRate * dW.data[d];
    v.data[i] = velocity;
    W.data[w] += velocity;
  });
}

export function nesterov(W: NdArray, v: NdArray, dW: NdArray, learningRate: number, momentum: number): void {
  forEachElement([W, v, dW], (w, i, d) => {
    const step = learningRate * dW.data[d];
    const velocity = momentum * v.data[i] - step;
    v.data[i] = velocity;
    W.data[w] += momentum * velocity - step;
  });
}

export function adaGrad(W: NdArray, h: NdArray, dW: NdArray, learningRate: number): void {
  forEachElement([W, h, dW], (w, i, d) => {
    const gradient = dW.data[d];
    const squares = h.data[i] + gradient * gradient;
    h.data[i] = squares;
    W.data[w] -= (learningRate * gradient) / (Math.sqrt(squares) + EPSILON);
  });
}

export function rmsProp(W: NdArray, h: NdArray, dW: NdArray, learningRate: number, decayRate: number): void {
  forEachElement([W, h, dW], (w, i, d) => {
    const gradient = dW.data[d];
    const squares = decayRate * h.data[i] + (1 - decayRate) * gradient * gradient;
    h.data[i] = squares;
    W.data[w] -= (learningRate * gradient) / (Math.sqrt(squares) + EPSILON);
  });
}

export function adam(
  W: NdArray,
  m: NdArray,
  v: NdArray,
  dW: NdArray,
  learningRate: number,
  beta1: number,
  beta2: number,
): void {
  forEachElement([W, m, v, dW], (w, i, j, d) => {
    const gradient = dW.data[d];
    const mean = m.data[i] + (1 - beta1) * (gradient - m.data[i]);
    const squares = v.data[j] + (1 - beta2) * (gradient * gradient - v.data[j]);
    m.data[i] = mean;
    v.data[j] = squares;
    W.data[w] -= (learningRate * mean) / (Math.sqrt(squares) + EPSILON);
  });
}
