import { OUTPUT_COUNT, OUTPUT_STRIDE, TARGETS } from './difference-job';

export function oneOutput(job: usize, y: usize, n: usize, j: usize, u: v128): f64 {
  return lanesDifference(squareChange(job, y, n, j, u));
}

export function allOutputs(job: usize, y: usize, n: usize, row: usize, change: v128): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 0; k < <usize>load<u32>(job, OUTPUT_COUNT); k++) {
    sum = f64x2.add(sum, squareChange(job, y, n, k, f64x2.mul(change, v128.load64_splat(row + (k << 3)))));
  }
  return lanesDifference(sum);
}

export function givenOutputs(job: usize, y: usize, n: usize, changes: usize): f64 {
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
