import { blockEnd } from './blocks';

// Optimizer rules: a kernel for each of `RULES` in the reference engine. bytes: a multiple of 16. Padding stays zero if
// it is zero in all arrays.

/** Prevents division by zero while all gradients so far are 0. */
const EPSILON: f64 = 1e-7;

/** W ← W − learningRate · dW */
export function sgd(W: usize, dW: usize, bytes: usize, learningRate: f64): void {
  const rate = splat(learningRate);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) subtract(W + at, v128.mul<Float>(rate, v128.load(dW + at)));
  }
}

/** v ← momentum · v − learningRate · dW, W ← W + v */
export function momentum(W: usize, v: usize, dW: usize, bytes: usize, learningRate: f64, momentum: f64): void {
  const rate = splat(learningRate);
  const keep = splat(momentum);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) add(W + at, roll(v + at, keep, v128.mul<Float>(rate, v128.load(dW + at))));
  }
}

/** v as in momentum, W ← W + (momentum · v − learningRate · dW) */
export function nesterov(W: usize, v: usize, dW: usize, bytes: usize, learningRate: f64, momentum: f64): void {
  const rate = splat(learningRate);
  const keep = splat(momentum);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) {
      const step = v128.mul<Float>(rate, v128.load(dW + at));
      const velocity = roll(v + at, keep, step);
      add(W + at, v128.sub<Float>(v128.mul<Float>(keep, velocity), step));
    }
  }
}

/** h ← h + dW², W ← W − learningRate · dW / (√h + 1e-7) */
export function adagrad(W: usize, h: usize, dW: usize, bytes: usize, learningRate: f64): void {
  const rate = splat(learningRate);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) {
      const d = v128.load(dW + at);
      add(h + at, v128.mul<Float>(d, d));
      subtract(W + at, scaled(rate, d, v128.load(h + at)));
    }
  }
}

/** h ← decayRate · h + (1 − decayRate) · dW², W ← W − learningRate · dW / (√h + 1e-7) */
export function rmsprop(W: usize, h: usize, dW: usize, bytes: usize, learningRate: f64, decayRate: f64): void {
  const rate = splat(learningRate);
  const keep = splat(decayRate);
  const take = splat(1 - decayRate);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) {
      const d = v128.load(dW + at);
      const added = v128.mul<Float>(v128.mul<Float>(take, d), d);
      v128.store(h + at, v128.add<Float>(v128.mul<Float>(keep, v128.load(h + at)), added));
      subtract(W + at, scaled(rate, d, v128.load(h + at)));
    }
  }
}

/** m ← m + (1 − beta1)(dW − m), v ← v + (1 − beta2)(dW² − v), W ← W − learningRate · m / (√v + 1e-7) */
export function adam(
  W: usize,
  m: usize,
  v: usize,
  dW: usize,
  bytes: usize,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
): void {
  const rate = splat(learningRate);
  const take1 = splat(1 - beta1);
  const take2 = splat(1 - beta2);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) {
      const d = v128.load(dW + at);
      const mean = towards(m + at, d, take1);
      const squares = towards(v + at, v128.mul<Float>(d, d), take2);
      subtract(W + at, scaled(rate, mean, squares));
    }
  }
}

/** Adam's step, starting at W − shrink · W */
export function adamw(
  W: usize,
  m: usize,
  v: usize,
  dW: usize,
  bytes: usize,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  shrink: f64,
): void {
  const part = splat(shrink);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) subtract(W + at, v128.mul<Float>(part, v128.load(W + at)));
    adam(W + from, m + from, v + from, dW + from, end - from, learningRate, beta1, beta2);
  }
}

/** average ← average + rate · (W − average) */
export function movingAverage(average: usize, W: usize, bytes: usize, rate: f64): void {
  const part = splat(rate);
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) towards(average + at, v128.load(W + at), part);
  }
}

function splat(constant: f64): v128 {
  return v128.splat<Float>(<Float>constant);
}

function add(to: usize, step: v128): void {
  v128.store(to, v128.add<Float>(v128.load(to), step));
}

function subtract(from: usize, step: v128): void {
  v128.store(from, v128.sub<Float>(v128.load(from), step));
}

/** v ← keep · v − step; returns v. */
function roll(v: usize, keep: v128, step: v128): v128 {
  const velocity = v128.sub<Float>(v128.mul<Float>(keep, v128.load(v)), step);
  v128.store(v, velocity);
  return velocity;
}

/** m ← m + part · (target − m); returns m. */
function towards(m: usize, target: v128, part: v128): v128 {
  const old = v128.load(m);
  const mean = v128.add<Float>(old, v128.mul<Float>(part, v128.sub<Float>(target, old)));
  v128.store(m, mean);
  return mean;
}

/** rate · direction / (√squares + 1e-7) */
function scaled(rate: v128, direction: v128, squares: v128): v128 {
  return v128.div<Float>(v128.mul<Float>(rate, direction), v128.add<Float>(v128.sqrt<Float>(squares), splat(EPSILON)));
}
