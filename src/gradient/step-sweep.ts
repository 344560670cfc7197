import type { Labels } from '../array.js';
import type { Input } from '../engine/engine.js';
import { type CheckedNet, checkGradientSteps, type Elements } from './check.js';
import type { TensorCheck } from './tensor-check.js';

/** Errors of the worst tensor at one step size h. */
export interface StepRow {
  readonly h: number;
  readonly normError: number;
  readonly maxError: number;
  readonly kinks: number;
  /** The error when two losses are subtracted, as in the book's `numerical_gradient`. */
  readonly subtractedNormError: number;
  /** The same error in a float32 net. */
  readonly float32NormError: number;
}

export interface NetAtBatch {
  readonly net: CheckedNet;
  readonly x: Input;
  readonly t: Labels;
}

const STEPS = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

/** Checks the elements at h and at each step size of STEPS, largest first. Yields the number of checked elements. */
export function* sweepSteps(
  float64: NetAtBatch,
  float32: NetAtBatch,
  elements: Elements,
  h: number,
): Generator<number, StepRow[]> {
  const rows: StepRow[] = [];
  const check = ({ net, x, t }: NetAtBatch, step: number, subtracting: boolean) =>
    checkGradientSteps(net, x, t, elements, { h: step, subtracting });
  for (const step of [...new Set([...STEPS, h])].sort((a, b) => b - a)) {
    const direct = yield* check(float64, step, false);
    const subtracted = yield* check(float64, step, true);
    const single = yield* check(float32, step, true);
    rows.push({
      h: step,
      normError: worst(direct, 'normError'),
      maxError: worst(direct, 'maxError'),
      kinks: direct.reduce((sum, { kinks }) => sum + kinks, 0),
      subtractedNormError: worst(subtracted, 'normError'),
      float32NormError: worst(single, 'normError'),
    });
  }
  return rows;
}

function worst(checks: readonly TensorCheck[], key: 'normError' | 'maxError'): number {
  return Math.max(...checks.map((tensor) => tensor[key]));
}
