import type { Place } from '../formulas.js';
import { type Tensor, times, zip } from '../tensor.js';
import type { Cause } from './cause.js';

const UPDATE = 'params[key] -= learning_rate * grad[key], once, behind the whole backward pass';

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
    says: '{name} equals the parameter before: it is not updated, or a copy is',
    hint: 'change the array in place (params[key] -= …) or store the new one under its key',
    wrong: ({ w }) => w,
  },
  {
    id: 'update-sign',
    says: '{name} goes uphill: the update adds the gradient',
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
    hint: 'params[key] -= learning_rate * grad[key]; if the small rate is what you want, say so with --lr',
    wrong: ({ w, d, rate }) => moved(w, d, -rate * rate),
  },
  { id: 'rate-missing', says: 'no learning rate is applied to {name}', wrong: ({ w, d }) => moved(w, d, -1) },
  {
    id: 'update-averaged',
    says: '{name} has its step divided by N once more',
    hint: 'dy has the 1/N',
    wrong: ({ w, d, rate, N }) => moved(w, d, -rate / N),
  },
  {
    id: 'update-not-averaged',
    says: '{name} makes a step that is N times too long',
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
    says: '{name} is learning rate · gradient, not taken from the parameter',
    wrong: ({ d, rate }) => times(d, rate),
  },
  { id: 'update-is-gradient', says: '{name} is the gradient', wrong: ({ d }) => d },
  {
    id: 'update-of-sign',
    says: '{name} takes a step of one length for every element: the sign of the gradient',
    wrong: ({ w, d, rate }) => zip(w, d, (w, d) => w - rate * Math.sign(d)),
  },
  {
    id: 'update-shrinks',
    says: '{name} is (1 − learning rate) W − learning rate · gradient',
    wrong: ({ w, d, rate }) => zip(w, d, (w, d) => (1 - rate) * w - rate * d),
  },
];

/** What the update makes of a parameter, by the optimizer of the config. */
const OF_UPDATE: Cause[] = (['W', 'b'] as const).flatMap((letter) =>
  CAUSES.map(({ id, says, hint = UPDATE, wrong }) => ({
    id,
    at: [`${letter}_after` as const],
    says,
    hint,
    wrong: ({ get, recipe, l }: Place) => {
      const name = `${letter}${l}`;
      return wrong({
        w: get(name),
        d: get(`d${name}`),
        rate: recipe.learningRate,
        N: get('x').shape[0],
        update: (w, d) => recipe.update(name, w, d),
      });
    },
  })),
);

/** The step of another optimizer: a row for each. */
export function otherOptimizers(names: readonly string[]): Cause[] {
  return (['W', 'b'] as const).flatMap((letter) =>
    names.map((optimizer) => ({
      id: `update-is-${optimizer}`,
      at: [`${letter}_after` as const],
      says: `{name} is the first step of ${optimizer}`,
      hint: `say so with --optimizer ${optimizer.split(' ')[0]}, and --lr`,
      wrong: ({ get, recipe, l }: Place) =>
        recipe.otherUpdates[optimizer]?.(`${letter}${l}`, get(`${letter}${l}`), get(`d${letter}${l}`)),
    })),
  );
}

export const UPDATE_CAUSES: readonly Cause[] = OF_UPDATE;
