import type { Labels } from '../array.js';
import type { Input } from '../engine/engine.js';
import { type CheckedNet, checkGradientSteps, type Elements } from './check.js';
import type { TensorCheck } from './tensor-check.js';

/** The check of one batch at the h asked for, and what other steps show about each tensor. */
export interface CheckedBatch {
  readonly tensors: readonly TensorCheck[];
  /** For the tensors that agree, the first h at which they do. */
  readonly agreesAt: Readonly<Record<string, number>>;
  /** Tensors that agree at no h and disagree at a good one. */
  readonly wrong: readonly string[];
  /** Tensors that are inconclusive at every h: too many kinks, or gradients no larger than rounding. */
  readonly undecided: readonly string[];
}

/** Where the direct difference is at its best; tried when the h asked for is too large or too small to tell. */
const GOOD_STEPS = [1e-5, 1e-6, 1e-7];

/** Checks the gradient at one batch, at other steps too for tensors that do not agree; yields elements done of each pass. */
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

/** Whether back-propagation is right as far as one batch shows. */
export function isRight({ wrong, agreesAt }: CheckedBatch): boolean {
  return wrong.length === 0 && Object.keys(agreesAt).length > 0;
}
