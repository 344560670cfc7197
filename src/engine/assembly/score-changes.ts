import {
  EPSILON,
  OUTPUT_COUNT,
  SCRATCH,
  SERIES,
  STAGE_BYTES,
  STAGE_COUNT,
  STAGES,
  STRIDE,
  TARGETS,
  WIDEST,
  Z,
} from './difference-job';
import { exp } from './exponential';
import { log } from './logarithm';
import { expMinus1, isBeyond, LARGE, logPlus1, SMALL } from './small-changes';

/** Only score j changes, by u. */
export function oneScore(job: usize, y: usize, n: usize, j: usize, u: v128): f64 {
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
export function allScores(job: usize, y: usize, n: usize, row: usize, change: v128): f64 {
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
export function givenScores(job: usize, y: usize, n: usize, changes: usize): f64 {
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
export function newScores(job: usize, n: usize, changes: usize): f64 {
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
