import type { Labels } from '../array.js';
import type { Input } from '../engine/engine.js';
import { type CheckedNet, checkGradientSteps, type Elements } from './check.js';
import type { TensorCheck } from './tensor-check.js';

/** The results at the given step size h, and the conclusion from several step sizes. */
export interface CheckedBatch {
  readonly tensors: readonly TensorCheck[];
  /** The step size at which each correct tensor first agreed. */
  readonly agreesAt: Readonly<Record<string, number>>;
  /** Tensors that agree at no step size, and disagree at one of GOOD_STEPS. */
  readonly wrong: readonly string[];
  /** Tensors without a verdict at any step size: too many kinks, or gradients as small as rounding errors. */
  readonly undecided: readonly string[];
}

/** The step sizes with the smallest errors; tried for tensors that do not agree at the given one. */
const GOOD_STEPS = [1e-5, 1e-6, 1e-7];

/** Checks the gradient of one batch at h, and at GOOD_STEPS if a tensor disagrees. Yields the number of checked elements. */
export function* checkBatchSteps(
  net: CheckedNet,
  x: Input,
  t: Labels,
  elements: Elements,
  h: number,
): Generator<number, CheckedBatch> {
  const tensors = yield* checkGradientSteps(net, x, t, elements, { h });
  const right = new Map(tensors.filter(({ passed }) => passed).map(({ name }) => [name, h]));
  const wrong = new Set<string>();
  for (const step of GOOD_STEPS) {
    if (right.size === tensors.length) break;
    for (const { name, verdict } of yield* checkGradientSteps(net, x, t, elements, { h: step })) {
      if (verdict === 'agrees' && !right.has(name)) right.set(name, step);
      if (verdict === 'disagrees') wrong.add(name);
    }
  }
  const open = tensors.map(({ name }) => name).filter((name) => !right.has(name));
  return {
    tensors,
    agreesAt: Object.fromEntries(right),
    wrong: open.filter((name) => wrong.has(name)),
    undecided: open.filter((name) => !wrong.has(name)),
  };
}

/** Whether back-propagation is correct on this batch. */
export function isRight({ wrong, agreesAt }: CheckedBatch): boolean {
  return wrong.length === 0 && Object.keys(agreesAt).length > 0;
}
