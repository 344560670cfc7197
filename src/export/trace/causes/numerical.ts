import type { Place } from '../formulas.js';
import { type Tensor, times } from '../tensor.js';
import type { Cause } from './cause.js';

const DIFFERENCE = '(f(x + h) - f(x - h)) / (2 * h)';

const ours = ({ recipe, get, l }: Place, letter: string) => recipe.numerical(get).get(`${letter}${l}`) as Tensor;

/** dW_numerical, db_numerical; and gradients that were computed by differences, which are as good as ours. */
export const NUMERICAL_CAUSES: readonly Cause[] = (['W', 'b'] as const).flatMap((letter) => {
  const scaled = (id: string, says: string, factor: number): Cause => ({
    id,
    at: [`d${letter}_numerical`],
    says,
    hint: DIFFERENCE,
    wrong: (place) => times(ours(place, letter), factor),
  });
  return [
    scaled('numerical-half', '{name} is divided by h instead of 2h', 2),
    scaled('numerical-brackets', '{name} is multiplied by h: (…) / 2 * h needs brackets', 1e-8),
    scaled('numerical-sign', 'the sign of {name} is wrong', -1),
    {
      id: 'numerical-gradient',
      at: [`d${letter}`],
      says: '{name} is a numerical gradient',
      hint: 'it agrees with back-propagation as far as differences can',
      isHarmless: true,
      wrong: (place) => ours(place, letter),
    },
  ];
});
