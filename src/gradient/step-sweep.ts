import type { Labels } from '../array.js';
import type { Input } from '../engine/engine.js';
import { type CheckedNet, checkGradientSteps, type Elements } from './check.js';
import type { TensorCheck } from './tensor-check.js';

/** How well differences of one step h agree with back-propagation: the errors of the worst tensor. */
export interface StepRow {
  readonly h: number;
  readonly normError: number;
  readonly maxError: number;
  readonly kinks: number;
  /** With two losses subtracted, as the book's `numerical_gradient` does. */
  readonly subtractedNormError: number;
  /** The same in a float32 net. */
  readonly float32NormError: number;
}

export interface NetAtBatch {
  readonly net: CheckedNet;
  readonly x: Input;
  readonly t: Labels;
}

const STEPS = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

/** Checks some elements at every power of ten and at h, largest first; yields elements done of each pass. */
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
