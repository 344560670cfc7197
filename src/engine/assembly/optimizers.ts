// Every kernel here computes `width` bytes, a multiple of 16, of each row of arrays with the same stride. Where the padding
// of all of them is zero it stays zero. See `Engine` for where the formulas come from.

/** Keeps a step finite where the squares of all gradients so far are 0. */
const EPSILON: f64 = 1e-7;

/** W ← W − learningRate · dW */
export function sgd(W: usize, dW: usize, learningRate: f64, rows: usize, stride: usize, width: usize): void {
  const rate = v128.splat<Float>(<Float>learningRate);
  for (let row: usize = 0; row < rows; row++, W += stride, dW += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const step = v128.mul<Float>(rate, v128.load(dW + at));
      v128.store(W + at, v128.sub<Float>(v128.load(W + at), step));
    }
  }
}

/** average ← average + rate · (W − average) */
export function movingAverage(average: usize, W: usize, rate: f64, rows: usize, stride: usize, width: usize): void {
  const part = v128.splat<Float>(<Float>rate);
  for (let row: usize = 0; row < rows; row++, average += stride, W += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const old = v128.load(average + at);
      const change = v128.mul<Float>(part, v128.sub<Float>(v128.load(W + at), old));
      v128.store(average + at, v128.add<Float>(old, change));
    }
  }
}

/** v ← momentum · v − learningRate · dW, W ← W + v */
export function momentum(
  W: usize,
  v: usize,
  dW: usize,
  learningRate: f64,
  momentum: f64,
  rows: usize,
  stride: usize,
  width: usize,
): void {
  const rate = v128.splat<Float>(<Float>learningRate);
  const keep = v128.splat<Float>(<Float>momentum);
  for (let row: usize = 0; row < rows; row++, W += stride, v += stride, dW += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const step = v128.mul<Float>(rate, v128.load(dW + at));
      const velocity = v128.sub<Float>(v128.mul<Float>(keep, v128.load(v + at)), step);
      v128.store(v + at, velocity);
      v128.store(W + at, v128.add<Float>(v128.load(W + at), velocity));
    }
  }
}

/** v ← momentum · v − learningRate · dW, W ← W + (momentum · v − learningRate · dW) */
export function nesterov(
  W: usize,
  v: usize,
  dW: usize,
  learningRate: f64,
  momentum: f64,
  rows: usize,
  stride: usize,
  width: usize,
): void {
  const rate = v128.splat<Float>(<Float>learningRate);
  const keep = v128.splat<Float>(<Float>momentum);
  for (let row: usize = 0; row < rows; row++, W += stride, v += stride, dW += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const step = v128.mul<Float>(rate, v128.load(dW + at));
      const velocity = v128.sub<Float>(v128.mul<Float>(keep, v128.load(v + at)), step);
      const ahead = v128.sub<Float>(v128.mul<Float>(keep, velocity), step);
      v128.store(v + at, velocity);
      v128.store(W + at, v128.add<Float>(v128.load(W + at), ahead));
    }
  }
}

/** h ← h + dW², W ← W − learningRate · dW / (√h + 1e-7) */
export function adaGrad(
  W: usize,
  h: usize,
  dW: usize,
  learningRate: f64,
  rows: usize,
  stride: usize,
  width: usize,
): void {
  const rate = v128.splat<Float>(<Float>learningRate);
  for (let row: usize = 0; row < rows; row++, W += stride, h += stride, dW += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const gradient = v128.load(dW + at);
      const squares = v128.add<Float>(v128.load(h + at), v128.mul<Float>(gradient, gradient));
      v128.store(h + at, squares);
      v128.store(W + at, v128.sub<Float>(v128.load(W + at), scaledStep(rate, gradient, squares)));
    }
  }
}

/** h ← decayRate · h + (1 − decayRate) · dW², W ← W − learningRate · dW / (√h + 1e-7) */
export function rmsProp(
  W: usize,
  h: usize,
  dW: usize,
  learningRate: f64,
  decayRate: f64,
  rows: usize,
  stride: usize,
  width: usize,
): void {
  const rate = v128.splat<Float>(<Float>learningRate);
  const keep = v128.splat<Float>(<Float>decayRate);
  const take = v128.splat<Float>(<Float>(1 - decayRate));
  for (let row: usize = 0; row < rows; row++, W += stride, h += stride, dW += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const gradient = v128.load(dW + at);
      const added = v128.mul<Float>(v128.mul<Float>(take, gradient), gradient);
      const squares = v128.add<Float>(v128.mul<Float>(keep, v128.load(h + at)), added);
      v128.store(h + at, squares);
      v128.store(W + at, v128.sub<Float>(v128.load(W + at), scaledStep(rate, gradient, squares)));
    }
  }
}

/** m ← m + (1 − beta1)(dW − m), v ← v + (1 − beta2)(dW² − v), W ← W − learningRate · m / (√v + 1e-7) */
export function adam(
  W: usize,
  m: usize,
  v: usize,
  dW: usize,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  rows: usize,
  stride: usize,
  width: usize,
): void {
  const rate = v128.splat<Float>(<Float>learningRate);
  const take1 = v128.splat<Float>(<Float>(1 - beta1));
  const take2 = v128.splat<Float>(<Float>(1 - beta2));
  for (let row: usize = 0; row < rows; row++, W += stride, m += stride, v += stride, dW += stride) {
    for (let at: usize = 0; at < width; at += 16) {
      const gradient = v128.load(dW + at);
      const oldMean = v128.load(m + at);
      const oldSquares = v128.load(v + at);
      const square = v128.mul<Float>(gradient, gradient);
      const mean = v128.add<Float>(oldMean, v128.mul<Float>(take1, v128.sub<Float>(gradient, oldMean)));
      const squares = v128.add<Float>(oldSquares, v128.mul<Float>(take2, v128.sub<Float>(square, oldSquares)));
      v128.store(m + at, mean);
      v128.store(v + at, squares);
      v128.store(W + at, v128.sub<Float>(v128.load(W + at), scaledStep(rate, mean, squares)));
    }
  }
}

/** rate · direction / (√squares + 1e-7) */
function scaledStep(rate: v128, direction: v128, squares: v128): v128 {
  const size = v128.add<Float>(v128.sqrt<Float>(squares), v128.splat<Float>(<Float>EPSILON));
  return v128.div<Float>(v128.mul<Float>(rate, direction), size);
}
