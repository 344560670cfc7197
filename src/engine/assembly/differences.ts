import { Activation } from './activations';
import { Job, Stage } from './difference-job';
import { entryBytes, entryRow, Factor, listEnd, listFactors, listOf, listStart, Pixel } from './list';
import { allOutputs, givenOutputs, oneOutput } from './output-changes';
import { allScores, givenScores, oneScore } from './score-changes';

/** Adds the differences of units from … to − 1 over a batch of images to dW and db. Both must be zero at the start. */
export function differencesPixels(
  dW: usize,
  db: usize,
  job: usize,
  images: usize,
  index: usize,
  N: usize,
  dWStride: usize,
  from: usize,
  to: usize,
  h: f64,
  scale: f64,
): void {
  for (let n: usize = 0; n < N; n++) {
    const list = listStart(listOf(images, index + (n << 2), 0));
    const end = listEnd(listOf(images, index + (n << 2), 1));
    for (let j = from; j < to; j++) {
      unitDifferences<Pixel>(changetype<Job>(job), dW, db, list, end, images, h, scale, dWStride, n, j);
    }
  }
}

/** The same for rows of floats; list: scratch memory for one row. */
export function differencesFactors(
  dW: usize,
  db: usize,
  job: usize,
  x: usize,
  list: usize,
  N: usize,
  inputs: usize,
  xStride: usize,
  dWStride: usize,
  from: usize,
  to: usize,
  h: f64,
  scale: f64,
): void {
  for (let n: usize = 0; n < N; n++) {
    const end = listFactors(list, x + n * xStride, inputs);
    for (let j = from; j < to; j++) {
      unitDifferences<Factor>(changetype<Job>(job), dW, db, list, end, 0, h, scale, dWStride, n, j);
    }
  }
}

/** db[j] and column j of dW for one sample: a factor x changes the input of unit j by ±h x. */
function unitDifferences<S>(
  job: Job,
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
 * Prepares a series for small changes: Σ y_k (e^(c w_k) − 1) = Σ_r c^r Σ_k y_k w_k^r / r!. The sums over k, for r = 1 … 4,
 * are the same for all pixels of a sample, which makes a difference ten times cheaper.
 */
function prepareUnit(job: Job, n: usize, j: usize): void {
  if (job.stageCount != 2 || !job.isSoftmax) return;
  const stage = job.stage(1);
  const row = stage.W + j * stage.WStride;
  const y = job.outputsOf(n);
  const K = job.outputs;
  let largest: f64 = 0;
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
    largest = Math.max(largest, Math.abs(w));
  }
  job.largestWeight = largest;
  job.series1 = s1;
  job.series2 = s2 / 2;
  job.series3 = s3 / 6;
  job.series4 = s4 / 24;
}

/** The change of sample n's loss when the input of unit j grows by d, minus the change when it shrinks by d. */
function difference(job: Job, n: usize, j: usize, d: f64): f64 {
  const step = f64x2.replace_lane(f64x2.splat(d), 1, -d);
  const isOutput = job.stageCount == 1;
  const change = isOutput ? step : activationChange(job, job.stage(0), n, j, step);
  if (!isMoved(change)) return 0; // the ReLU is 0 on both sides
  if (isOutput) return job.isSoftmax ? oneScore(job, n, j, change) : oneOutput(job, n, j, change);

  const stage = job.stage(1);
  const row = stage.W + j * stage.WStride;
  if (job.stageCount == 2) return job.isSoftmax ? allScores(job, n, row, change) : allOutputs(job, n, row, change);

  const changes = throughStages(job, n, row, change);
  return job.isSoftmax ? givenScores(job, n, changes) : givenOutputs(job, n, changes);
}

/** For deeper nets: propagates changes from stage to stage, as pairs. Returns the address of the outputs' changes. */
function throughStages(job: Job, n: usize, row: usize, change: v128): usize {
  let stage = job.stage(1);
  let units = stage.units;
  let changes = job.changes;
  for (let k: usize = 0; k < units; k++) {
    const got = f64x2.mul(change, v128.load64_splat(row + (k << 3)));
    v128.store(changes + (k << 4), activationChange(job, stage, n, k, got));
  }
  let next = changes + (job.widest << 4);
  for (let s: usize = 2; s < job.stageCount; s++) {
    const before = units;
    stage = job.stage(s);
    units = stage.units;
    const rows = stage.W;
    const stride = stage.WStride;
    for (let k: usize = 0; k < units; k++) v128.store(next + (k << 4), f64x2.splat(0));
    for (let i: usize = 0; i < before; i++) {
      const moved = v128.load(changes + (i << 4));
      if (!isMoved(moved)) continue;
      const weights = rows + i * stride;
      for (let k: usize = 0; k < units; k++) {
        const at = next + (k << 4);
        v128.store(at, f64x2.add(v128.load(at), f64x2.mul(moved, v128.load64_splat(weights + (k << 3)))));
      }
    }
    if (s + 1 < job.stageCount) {
      for (let k: usize = 0; k < units; k++) {
        const at = next + (k << 4);
        v128.store(at, activationChange(job, stage, n, k, v128.load(at)));
      }
    }
    const swap = changes;
    changes = next;
    next = swap;
  }
  return changes;
}

function isMoved(change: v128): bool {
  return v128.any_true(f64x2.ne(change, f64x2.splat(0)));
}

/** activation(a + d) − z of unit j */
function activationChange(job: Job, stage: Stage, n: usize, j: usize, d: v128): v128 {
  const at = n * stage.stride + (j << 3);
  return Activation.change(job.activation, stage.a + at, stage.z + at, d);
}
