import { sigmoidPair } from './elementwise';
import { exp, expPair } from './exponential';
import { entryBytes, entryRow, Factor, listFactors, Pixel } from './list';
import { log } from './logarithm';

// Central differences of the loss, for the float64 engine alone (Float = f64): both sides of a difference are the two
// lanes of a vector. A stage is described by six words: W, its stride, a, z, their stride, and the number of units.
const W: usize = 0;
const W_STRIDE: usize = 4;
const A: usize = 8;
const Z: usize = 12;
const STRIDE: usize = 16;
const UNITS: usize = 20;
const STAGE_BYTES: usize = 24;

const RELU: u32 = 1;

/** Up to here e^u − 1 and ln(1 + w) take the first terms of their series: what is left out is below one rounding. */
const SMALL: f64 = 1.0 / 2048.0;
/** Beyond this the formulas for changes cancel (a probability falls from 1 to e^−40), and values are computed anew. */
const LARGE: f64 = 1;

// A job is what holds for a whole layer, in words but for epsilon: where its stages are (the first of them the layer's
// own units, whose W is not used), how many, the activation of all but the last, scratch of 32 bytes a unit of the widest
// stage, the outputs y with stride and number, labels or targets, whether y is a softmax, and what its loss adds to y[t].
const STAGES: usize = 0;
const STAGE_COUNT: usize = 4;
const ACTIVATION: usize = 8;
const SCRATCH: usize = 12;
const OUTPUTS: usize = 16;
const OUTPUT_STRIDE: usize = 20;
const OUTPUT_COUNT: usize = 24;
const TARGETS: usize = 28;
const IS_SOFTMAX: usize = 32;
const EPSILON: usize = 40;
// Kept for the unit at hand: its largest weight, and four coefficients (see prepareUnit).
const WIDEST: usize = 48;
const SERIES: usize = 56;

/** Adds the differences of the units from … to − 1 over the images of a batch to dW and db, which start as zeros. */
export function differencesPixels(
  dW: usize,
  db: usize,
  job: usize,
  starts: usize,
  index: usize,
  table: usize,
  h: f64,
  scale: f64,
  N: usize,
  dWStride: usize,
  from: usize,
  to: usize,
): void {
  for (let n: usize = 0; n < N; n++) {
    const start = starts + ((<usize>load<u32>(index + (n << 2))) << 2);
    for (let j = from; j < to; j++) {
      unitDifferences<Pixel>(job, dW, db, load<u32>(start), load<u32>(start, 4), table, h, scale, dWStride, n, j);
    }
  }
}

/** The same for rows of floats; `list` is scratch for one row. */
export function differencesFactors(
  dW: usize,
  db: usize,
  job: usize,
  x: usize,
  list: usize,
  h: f64,
  scale: f64,
  N: usize,
  inputs: usize,
  xStride: usize,
  dWStride: usize,
  from: usize,
  to: usize,
): void {
  for (let n: usize = 0; n < N; n++) {
    const end = listFactors(list, x + n * xStride, inputs);
    for (let j = from; j < to; j++) unitDifferences<Factor>(job, dW, db, list, end, 0, h, scale, dWStride, n, j);
  }
}

/** db[j] and the column j of dW for one sample: every factor x moves what unit j gets by ±h x. */
function unitDifferences<S>(
  job: usize,
  dW: usize,
  db: usize,
  list: usize,
  end: usize,
  table: usize,
  h: f64,
  scale: f64,
  dWStride: usize,
  n: usize,
  j: usize,
): void {
  prepareUnit(job, n, j);
  const bias = db + (j << 3);
  store<f64>(bias, load<f64>(bias) + scale * difference(job, n, j, h));
  dW += j << 3;
  for (; list < end; list += entryBytes<S>()) {
    const x = sizeof<S>() == 1 ? load<f64>(table + ((<usize>load<u8>(list)) << 3)) : load<f64>(list, 8);
    const element = dW + entryRow<S>(list) * dWStride;
    store<f64>(element, load<f64>(element) + scale * difference(job, n, j, h * x));
  }
}

/**
 * Where all changes are small, Σ y_k (e^(c w_k) − 1) is taken as Σ_r c^r Σ_k y_k w_k^r / r!, the series with k summed
 * first: these sums, for r = 1 … 4, are the same for all pixels of a sample, which makes a difference ten times cheaper.
 */
function prepareUnit(job: usize, n: usize, j: usize): void {
  if (<usize>load<u32>(job, STAGE_COUNT) != 2 || load<u32>(job, IS_SOFTMAX) == 0) return;
  const stage = <usize>load<u32>(job, STAGES) + STAGE_BYTES;
  const row = <usize>load<u32>(stage, W) + j * <usize>load<u32>(stage, W_STRIDE);
  const y = <usize>load<u32>(job, OUTPUTS) + n * <usize>load<u32>(job, OUTPUT_STRIDE);
  const K = <usize>load<u32>(job, OUTPUT_COUNT);
  let widest: f64 = 0;
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  let s4: f64 = 0;
  for (let k: usize = 0; k < K; k++) {
    const w = load<f64>(row + (k << 3));
    let term = w * load<f64>(y + (k << 3));
    s1 += term;
    s2 += term *= w;
    s3 += term *= w;
    s4 += term *= w;
    widest = Math.max(widest, Math.abs(w));
  }
  store<f64>(job, widest, WIDEST);
  store<f64>(job, s1, SERIES);
  store<f64>(job, s2 / 2, SERIES + 8);
  store<f64>(job, s3 / 6, SERIES + 16);
  store<f64>(job, s4 / 24, SERIES + 24);
}

/** The change of sample n's loss when unit j gets d more, less that when it gets d less. */
function difference(job: usize, n: usize, j: usize, d: f64): f64 {
  const step = f64x2.replace_lane(f64x2.splat(d), 1, -d);
  const stageCount = <usize>load<u32>(job, STAGE_COUNT);
  const stages = <usize>load<u32>(job, STAGES);
  const isSoftmax = load<u32>(job, IS_SOFTMAX) != 0;
  const isOutput = stageCount == 1;
  const change = isOutput ? step : activationChange(job, stages, n, j, step);
  if (!v128.any_true(f64x2.ne(change, f64x2.splat(0)))) return 0; // a ReLU that is off on both sides
  const y = <usize>load<u32>(job, OUTPUTS) + n * <usize>load<u32>(job, OUTPUT_STRIDE);
  if (isOutput) return isSoftmax ? oneScore(job, y, n, j, change) : oneOutput(job, y, n, j, change);

  let stage = stages + STAGE_BYTES;
  const row = <usize>load<u32>(stage, W) + j * <usize>load<u32>(stage, W_STRIDE);
  if (stageCount == 2) return isSoftmax ? allScores(job, y, n, row, change) : allOutputs(job, y, n, row, change);

  // Deeper nets: the changes of one stage's units, pair by pair, and from them those of the next.
  let units = <usize>load<u32>(stage, UNITS);
  let changes = <usize>load<u32>(job, SCRATCH);
  for (let k: usize = 0; k < units; k++) {
    const got = f64x2.mul(change, v128.load64_splat(row + (k << 3)));
    v128.store(changes + (k << 4), activationChange(job, stage, n, k, got));
  }
  let next = changes + (widestStage(job) << 4);
  for (let s: usize = 2; s < stageCount; s++) {
    const before = units;
    stage += STAGE_BYTES;
    units = <usize>load<u32>(stage, UNITS);
    const weights = <usize>load<u32>(stage, W);
    const stride = <usize>load<u32>(stage, W_STRIDE);
    for (let k: usize = 0; k < units; k++) v128.store(next + (k << 4), f64x2.splat(0));
    for (let i: usize = 0; i < before; i++) {
      const moved = v128.load(changes + (i << 4));
      if (!v128.any_true(f64x2.ne(moved, f64x2.splat(0)))) continue;
      const weightRow = weights + i * stride;
      for (let k: usize = 0; k < units; k++) {
        const at = next + (k << 4);
        v128.store(at, f64x2.add(v128.load(at), f64x2.mul(moved, v128.load64_splat(weightRow + (k << 3)))));
      }
    }
    if (s + 1 < stageCount) {
      for (let k: usize = 0; k < units; k++) {
        const at = next + (k << 4);
        v128.store(at, activationChange(job, stage, n, k, v128.load(at)));
      }
    }
    const swap = changes;
    changes = next;
    next = swap;
  }
  return isSoftmax ? givenScores(job, y, n, changes) : givenOutputs(job, y, n, changes);
}

function widestStage(job: usize): usize {
  let widest: usize = 0;
  for (let s: usize = 0; s < <usize>load<u32>(job, STAGE_COUNT); s++) {
    const units = <usize>load<u32>(<usize>load<u32>(job, STAGES) + s * STAGE_BYTES, UNITS);
    if (units > widest) widest = units;
  }
  return widest;
}

/** activation(a + d) − z of unit j; for a sigmoid exactly z (1 − z) E / (1 + z E) with E = e^d − 1. */
function activationChange(job: usize, stage: usize, n: usize, j: usize, d: v128): v128 {
  const at = n * <usize>load<u32>(stage, STRIDE) + (j << 3);
  const z = v128.load64_splat(<usize>load<u32>(stage, Z) + at);
  if (load<u32>(job, ACTIVATION) == RELU) {
    const a = f64x2.add(v128.load64_splat(<usize>load<u32>(stage, A) + at), d);
    return f64x2.sub(f64x2.max(a, f64x2.splat(0)), z);
  }
  if (isBeyond(d, LARGE)) {
    const a = v128.load64_splat(<usize>load<u32>(stage, A) + at);
    return f64x2.sub(sigmoidPair(f64x2.add(a, d)), z);
  }
  const one = f64x2.splat(1);
  const zE = f64x2.mul(z, expMinus1(d));
  return f64x2.div(f64x2.mul(zE, f64x2.sub(one, z)), f64x2.add(one, zE));
}

/** Whether one of a pair is further than a limit from 0. */
function isBeyond(pair: v128, limit: f64): bool {
  return v128.any_true(f64x2.gt(f64x2.abs(pair), f64x2.splat(limit)));
}

/** Only score j changes, by u. */
function oneScore(job: usize, y: usize, n: usize, j: usize, u: v128): f64 {
  if (isBeyond(u, LARGE)) {
    const changes = <usize>load<u32>(job, SCRATCH);
    for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
      v128.store(changes + (k << 4), k == j ? u : f64x2.splat(0));
    }
    return newScores(job, n, changes);
  }
  const change = expMinus1(u);
  const v = f64x2.mul(v128.load64_splat(y + (j << 3)), change);
  return crossEntropyDifference(job, y, n, v, j == label(job, n) ? change : f64x2.splat(0));
}

/** Every score k changes by u = change · row[k]. */
function allScores(job: usize, y: usize, n: usize, row: usize, change: v128): f64 {
  const t = label(job, n);
  const labelChange = expMinus1(f64x2.mul(change, v128.load64_splat(row + (t << 3))));
  const reach = f64x2.mul(f64x2.abs(change), v128.load64_splat(job, WIDEST));
  if (!v128.any_true(f64x2.gt(reach, f64x2.splat(SMALL)))) {
    let v = v128.load64_splat(job, SERIES + 24);
    v = f64x2.add(f64x2.mul(v, change), v128.load64_splat(job, SERIES + 16));
    v = f64x2.add(f64x2.mul(v, change), v128.load64_splat(job, SERIES + 8));
    v = f64x2.add(f64x2.mul(v, change), v128.load64_splat(job, SERIES));
    return crossEntropyDifference(job, y, n, f64x2.mul(v, change), labelChange);
  }
  if (isBeyond(reach, LARGE)) {
    const changes = <usize>load<u32>(job, SCRATCH);
    for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
      v128.store(changes + (k << 4), f64x2.mul(change, v128.load64_splat(row + (k << 3))));
    }
    return newScores(job, n, changes);
  }
  let v = f64x2.splat(0);
  for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
    const at = k << 3;
    const e = expMinus1(f64x2.mul(change, v128.load64_splat(row + at)));
    v = f64x2.add(v, f64x2.mul(v128.load64_splat(y + at), e));
  }
  return crossEntropyDifference(job, y, n, v, labelChange);
}

/** Every score k changes by the pair changes[k]. */
function givenScores(job: usize, y: usize, n: usize, changes: usize): f64 {
  let v = f64x2.splat(0);
  for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
    const u = v128.load(changes + (k << 4));
    if (isBeyond(u, LARGE)) return newScores(job, n, changes);
    const e = expMinus1(u);
    v = f64x2.add(v, f64x2.mul(v128.load64_splat(y + (k << 3)), e));
  }
  return crossEntropyDifference(job, y, n, v, expMinus1(v128.load(changes + (label(job, n) << 4))));
}

/** The same from the scores s + changes themselves, as a forward pass does it. */
function newScores(job: usize, n: usize, changes: usize): f64 {
  return newLoss(job, n, changes) - newLoss(job, n, changes + 8);
}

/** logsumexp(s + u) − (s + u)[t], or −ln(softmax(s + u)[t] + ε), with u one lane of the changes. */
function newLoss(job: usize, n: usize, changes: usize): f64 {
  const last = <usize>load<u32>(job, STAGES) + (<usize>load<u32>(job, STAGE_COUNT) - 1) * STAGE_BYTES;
  const s = <usize>load<u32>(last, Z) + n * <usize>load<u32>(last, STRIDE);
  const K = <usize>load<u32>(job, OUTPUT_COUNT);
  let max: f64 = -Infinity;
  for (let k: usize = 0; k < K; k++) max = Math.max(max, load<f64>(s + (k << 3)) + load<f64>(changes + (k << 4)));
  let sum: f64 = 0;
  for (let k: usize = 0; k < K; k++) sum += exp(load<f64>(s + (k << 3)) + load<f64>(changes + (k << 4)) - max);
  const t = label(job, n);
  const score = load<f64>(s + (t << 3)) + load<f64>(changes + (t << 4));
  const epsilon = load<f64>(job, EPSILON);
  return epsilon > 0 ? -log(exp(score - max) / sum + epsilon) : log(sum) + (max - score);
}

/**
 * −ln(1 + q r) of both lanes, subtracted: r = (e^u_t − 1 − v) / (1 + v), v = Σ y_k (e^u_k − 1), q = y_t / (y_t + ε);
 * see crossEntropyChange of the reference engine.
 */
function crossEntropyDifference(job: usize, y: usize, n: usize, v: v128, labelChange: v128): f64 {
  const yt = load<f64>(y + (label(job, n) << 3));
  const epsilon = load<f64>(job, EPSILON);
  const q = f64x2.splat(epsilon > 0 ? yt / (yt + epsilon) : 1);
  const r = f64x2.div(f64x2.sub(labelChange, v), f64x2.add(f64x2.splat(1), v));
  const w = logPlus1(f64x2.mul(q, r));
  return f64x2.extract_lane(w, 1) - f64x2.extract_lane(w, 0);
}

function label(job: usize, n: usize): usize {
  return load<u32>(<usize>load<u32>(job, TARGETS) + (n << 2));
}

function oneOutput(job: usize, y: usize, n: usize, j: usize, u: v128): f64 {
  return lanesDifference(squareChange(job, y, n, j, u));
}

function allOutputs(job: usize, y: usize, n: usize, row: usize, change: v128): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
    sum = f64x2.add(sum, squareChange(job, y, n, k, f64x2.mul(change, v128.load64_splat(row + (k << 3)))));
  }
  return lanesDifference(sum);
}

function givenOutputs(job: usize, y: usize, n: usize, changes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
    sum = f64x2.add(sum, squareChange(job, y, n, k, v128.load(changes + (k << 4))));
  }
  return lanesDifference(sum);
}

/** (y + u − t)² − (y − t)² = u (2 (y − t) + u) */
function squareChange(job: usize, y: usize, n: usize, k: usize, u: v128): v128 {
  const distance =
    load<f64>(y + (k << 3)) -
    load<f64>(<usize>load<u32>(job, TARGETS) + n * <usize>load<u32>(job, OUTPUT_STRIDE) + (k << 3));
  return f64x2.mul(u, f64x2.add(f64x2.splat(2 * distance), u));
}

function lanesDifference(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) - f64x2.extract_lane(pair, 1);
}

/** e^u − 1 */
function expMinus1(u: v128): v128 {
  const one = f64x2.splat(1);
  if (v128.any_true(f64x2.gt(f64x2.abs(u), f64x2.splat(SMALL)))) return f64x2.sub(expPair(u), one);
  let p = f64x2.add(f64x2.mul(u, f64x2.splat(1.0 / 24.0)), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(u, p), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(u, p), one);
  return f64x2.mul(u, p);
}

/** ln(1 + w); where w is not small, of 1 + w as rounded, mended by what rounding lost. */
function logPlus1(w: v128): v128 {
  if (v128.any_true(f64x2.gt(f64x2.abs(w), f64x2.splat(SMALL)))) {
    const low = f64x2.splat(scalarLogPlus1(f64x2.extract_lane(w, 0)));
    return f64x2.replace_lane(low, 1, scalarLogPlus1(f64x2.extract_lane(w, 1)));
  }
  let p = f64x2.sub(f64x2.splat(0.25), f64x2.mul(w, f64x2.splat(0.2)));
  p = f64x2.sub(f64x2.splat(1.0 / 3.0), f64x2.mul(w, p));
  p = f64x2.sub(f64x2.splat(0.5), f64x2.mul(w, p));
  return f64x2.mul(w, f64x2.sub(f64x2.splat(1), f64x2.mul(w, p)));
}

function scalarLogPlus1(w: f64): f64 {
  const sum = 1 + w;
  return sum == 1 ? w : (log(sum) * w) / (sum - 1);
}
