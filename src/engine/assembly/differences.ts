import {
  A,
  ACTIVATION,
  IS_SOFTMAX,
  OUTPUT_COUNT,
  OUTPUT_STRIDE,
  OUTPUTS,
  RELU,
  SCRATCH,
  SERIES,
  STAGE_BYTES,
  STAGE_COUNT,
  STAGES,
  STRIDE,
  UNITS,
  W,
  W_STRIDE,
  WIDEST,
  Z,
} from './difference-job';
import { sigmoidPair } from './elementwise';
import { entryBytes, entryRow, Factor, listFactors, Pixel } from './list';
import { allOutputs, givenOutputs, oneOutput } from './output-changes';
import { allScores, givenScores, oneScore } from './score-changes';
import { expMinus1, isBeyond, LARGE } from './small-changes';

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
