import { type Scope, updated } from '../formulas.js';
import { type Tensor, times, zip } from '../tensor.js';
import type { Cause } from './cause.js';

const UPDATE = 'params[key] -= learning_rate * grad[key], once, after the whole backward pass';

interface Parts {
  readonly w: Tensor;
  readonly d: Tensor;
  readonly rate: number;
  readonly N: number;
  readonly update: (w: Tensor, d: Tensor) => Tensor;
}

const moved = (w: Tensor, d: Tensor, factor: number) => zip(w, d, (w, d) => w + factor * d);

interface UpdateCause {
  readonly id: string;
  readonly says: string;
  readonly hint?: string;
  wrong(parts: Parts): Tensor | undefined;
}

const CAUSES: UpdateCause[] = [
  {
    id: 'not-updated',
    says: '{name} equals the parameter before the update: nothing was updated, or only a copy',
    hint: 'change the array in place (params[key] -= …) or store the new array in params[key]',
    wrong: ({ w }) => w,
  },
  {
    id: 'update-sign',
    says: '{name} moves up the gradient: the update adds it instead of subtracting it',
    wrong: ({ w, d, rate }) => moved(w, d, rate),
  },
  {
    id: 'update-twice',
    says: 'the update is applied twice to {name}',
    wrong: ({ w, d, update }) => update(update(w, d), d),
  },
  {
    id: 'rate-twice',
    says: 'the learning rate is applied twice to {name}, or is the square of ours',
    hint: 'params[key] -= learning_rate * grad[key]; if you want the smaller rate, set it with --lr',
    wrong: ({ w, d, rate }) => moved(w, d, -rate * rate),
  },
  { id: 'rate-missing', says: 'no learning rate is applied to {name}', wrong: ({ w, d }) => moved(w, d, -1) },
  {
    id: 'update-averaged',
    says: 'the step of {name} is divided by N once more',
    hint: 'dy already has the 1/N',
    wrong: ({ w, d, rate, N }) => moved(w, d, -rate / N),
  },
  {
    id: 'update-not-averaged',
    says: 'the step of {name} is N times too large',
    hint: 'dy = (y - t) / N',
    wrong: ({ w, d, rate, N }) => moved(w, d, -rate * N),
  },
  {
    id: 'update-overwrites',
    says: '{name} is −learning rate · gradient: = instead of -=',
    wrong: ({ d, rate }) => times(d, -rate),
  },
  {
    id: 'update-is-step',
    says: '{name} is learning rate · gradient: it is not subtracted from the parameter',
    wrong: ({ d, rate }) => times(d, rate),
  },
  { id: 'update-is-gradient', says: '{name} is the gradient', wrong: ({ d }) => d },
  {
    id: 'update-of-sign',
    says: 'every element of {name} moves by the same amount: the update uses the sign of the gradient',
    wrong: ({ w, d, rate }) => zip(w, d, (w, d) => w - rate * Math.sign(d)),
  },
  {
    id: 'update-shrinks',
    says: '{name} is (1 − learning rate) W − learning rate · gradient',
    wrong: ({ w, d, rate }) => zip(w, d, (w, d) => (1 - rate) * w - rate * d),
  },
];

/** W_after and b_after, with the optimizer of the config. */
const OF_UPDATE: Cause[] = (['W', 'b'] as const).flatMap((letter) =>
  CAUSES.map(({ id, says, hint = UPDATE, wrong }) => ({
    id,
    at: [`${letter}_after` as const],
    says,
    hint,
    wrong(scope: Scope) {
      const { get, recipe } = scope;
      const { name, w, d } = updated(scope, letter);
      const update: Parts['update'] = (w, d) => recipe.update(name, w, d);
      return wrong({ w, d, rate: recipe.learningRate, N: get('x').shape[0], update });
    },
  })),
);

/** W_after and b_after, with another optimizer. */
export function otherOptimizers(names: readonly string[]): Cause[] {
  return (['W', 'b'] as const).flatMap((letter) =>
    names.map((optimizer) => ({
      id: `update-is-${optimizer.replaceAll(' ', '-')}`,
      at: [`${letter}_after` as const],
      says: `{name} is the first step of ${optimizer}`,
      hint: `set --optimizer ${optimizer.split(' ')[0]} and --lr`,
      wrong(scope: Scope) {
        const { name, w, d } = updated(scope, letter);
        return scope.recipe.otherUpdates[optimizer](name, w, d);
      },
    })),
  );
}

export const UPDATE_CAUSES: readonly Cause[] = OF_UPDATE;
