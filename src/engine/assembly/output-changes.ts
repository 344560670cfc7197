import { Job } from './difference-job';

/** Difference of the squared error when only output j changes, by u. */
export function oneOutput(job: Job, n: usize, j: usize, u: v128): f64 {
  return lanesDifference(squareChange(job, n, j, u));
}

/** Difference when every output k changes by change · row[k]. */
export function allOutputs(job: Job, n: usize, row: usize, change: v128): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < job.outputs; k++) {
    sum = f64x2.add(sum, squareChange(job, n, k, f64x2.mul(change, v128.load64_splat(row + (k << 3)))));
  }
  return lanesDifference(sum);
}

/** Difference when every output k changes by the pair changes[k]. */
export function givenOutputs(job: Job, n: usize, changes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < job.outputs; k++) {
    sum = f64x2.add(sum, squareChange(job, n, k, v128.load(changes + (k << 4))));
  }
  return lanesDifference(sum);
}

/** (y + u − t)² − (y − t)² = u (2 (y − t) + u) */
function squareChange(job: Job, n: usize, k: usize, u: v128): v128 {
  const distance = load<f64>(job.outputsOf(n) + (k << 3)) - load<f64>(job.t + n * job.yStride + (k << 3));
  return f64x2.mul(u, f64x2.add(f64x2.splat(2 * distance), u));
}

function lanesDifference(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) - f64x2.extract_lane(pair, 1);
}
