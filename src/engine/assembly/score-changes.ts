import { Job } from './difference-job';
import { exp } from './exponential';
import { log } from './logarithm';
import { expMinus1, isBeyond, LARGE, logPlus1, SMALL } from './small-changes';

/** Difference of the loss when only score j changes, by u. */
export function oneScore(job: Job, n: usize, j: usize, u: v128): f64 {
  if (isBeyond(u, LARGE)) {
    const changes = job.changes;
    for (let k: usize = 0; k < job.outputs; k++) v128.store(changes + (k << 4), k == j ? u : f64x2.splat(0));
    return newScores(job, n, changes);
  }
  const change = expMinus1(u);
  const v = f64x2.mul(v128.load64_splat(job.outputsOf(n) + (j << 3)), change);
  return crossEntropyDifference(job, n, v, j == label(job, n) ? change : f64x2.splat(0));
}

/** Difference when every score k changes by u = change · row[k]. */
export function allScores(job: Job, n: usize, row: usize, change: v128): f64 {
  const labelChange = expMinus1(f64x2.mul(change, v128.load64_splat(row + (label(job, n) << 3))));
  const reach = f64x2.mul(f64x2.abs(change), f64x2.splat(job.largestWeight));
  if (!v128.any_true(f64x2.gt(reach, f64x2.splat(SMALL)))) {
    let v = f64x2.splat(job.series4);
    v = f64x2.add(f64x2.mul(v, change), f64x2.splat(job.series3));
    v = f64x2.add(f64x2.mul(v, change), f64x2.splat(job.series2));
    v = f64x2.add(f64x2.mul(v, change), f64x2.splat(job.series1));
    return crossEntropyDifference(job, n, f64x2.mul(v, change), labelChange);
  }
  if (isBeyond(reach, LARGE)) {
    const changes = job.changes;
    for (let k: usize = 0; k < job.outputs; k++) {
      v128.store(changes + (k << 4), f64x2.mul(change, v128.load64_splat(row + (k << 3))));
    }
    return newScores(job, n, changes);
  }
  const y = job.outputsOf(n);
  let v = f64x2.splat(0);
  for (let k: usize = 0; k < job.outputs; k++) {
    const e = expMinus1(f64x2.mul(change, v128.load64_splat(row + (k << 3))));
    v = f64x2.add(v, f64x2.mul(v128.load64_splat(y + (k << 3)), e));
  }
  return crossEntropyDifference(job, n, v, labelChange);
}

/** Difference when every score k changes by the pair changes[k]. */
export function givenScores(job: Job, n: usize, changes: usize): f64 {
  const y = job.outputsOf(n);
  let v = f64x2.splat(0);
  for (let k: usize = 0; k < job.outputs; k++) {
    const u = v128.load(changes + (k << 4));
    if (isBeyond(u, LARGE)) return newScores(job, n, changes);
    v = f64x2.add(v, f64x2.mul(v128.load64_splat(y + (k << 3)), expMinus1(u)));
  }
  return crossEntropyDifference(job, n, v, expMinus1(v128.load(changes + (label(job, n) << 4))));
}

/** The same, by a forward pass from the scores s + changes. */
function newScores(job: Job, n: usize, changes: usize): f64 {
  return newLoss(job, n, changes) - newLoss(job, n, changes + 8);
}

/** logsumexp(s + u) − (s + u)[t], or −ln(softmax(s + u)[t] + epsilon); u: one lane of the changes. */
function newLoss(job: Job, n: usize, changes: usize): f64 {
  const last = job.stage(job.stageCount - 1);
  const s = last.z + n * last.stride;
  const K = job.outputs;
  let max: f64 = -Infinity;
  for (let k: usize = 0; k < K; k++) max = Math.max(max, load<f64>(s + (k << 3)) + load<f64>(changes + (k << 4)));
  let sum: f64 = 0;
  for (let k: usize = 0; k < K; k++) sum += exp(load<f64>(s + (k << 3)) + load<f64>(changes + (k << 4)) - max);
  const t = label(job, n);
  const score = load<f64>(s + (t << 3)) + load<f64>(changes + (t << 4));
  return job.epsilon > 0 ? -log(exp(score - max) / sum + job.epsilon) : log(sum) + (max - score);
}

/**
 * −ln(1 + q r) in the first lane minus that in the second; r = (e^u_t − 1 − v) / (1 + v), v = Σ y_k (e^u_k − 1),
 * q = y_t / (y_t + epsilon). See `crossEntropyChange` in the reference engine.
 */
function crossEntropyDifference(job: Job, n: usize, v: v128, labelChange: v128): f64 {
  const yt = load<f64>(job.outputsOf(n) + (label(job, n) << 3));
  const q = f64x2.splat(job.epsilon > 0 ? yt / (yt + job.epsilon) : 1);
  const r = f64x2.div(f64x2.sub(labelChange, v), f64x2.add(f64x2.splat(1), v));
  const w = logPlus1(f64x2.mul(q, r));
  return f64x2.extract_lane(w, 1) - f64x2.extract_lane(w, 0);
}

function label(job: Job, n: usize): usize {
  return load<u32>(job.t + (n << 2));
}
