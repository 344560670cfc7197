import type { Scope } from '../formulas.js';
import { type Tensor, times } from '../tensor.js';
import type { Cause } from './cause.js';

const DIFFERENCE = '(f(x + h) - f(x - h)) / (2 * h)';

const ours = ({ recipe, get, l }: Scope, letter: string) => recipe.numerical(get).get(`${letter}${l}`) as Tensor;

/** Mistakes in dW_numerical and db_numerical; also recognises dW and db that are numerical gradients, which is no mistake. */
export const NUMERICAL_CAUSES: readonly Cause[] = (['W', 'b'] as const).flatMap((letter) => {
  const scaled = (id: string, says: string, factor: number): Cause => ({
    id,
    at: [`d${letter}_numerical`],
    says,
    hint: DIFFERENCE,
    wrong: (scope) => times(ours(scope, letter), factor),
  });
  return [
    scaled('numerical-half', '{name} is divided by h instead of 2h', 2),
    scaled('numerical-brackets', '{name} is multiplied by h: write (…) / (2 * h), with brackets', 1e-8),
    scaled('numerical-sign', 'the sign of {name} is wrong', -1),
    {
      id: 'numerical-gradient',
      at: [`d${letter}`],
      says: '{name} is a numerical gradient',
      hint: 'it agrees with back-propagation within the precision of central differences',
      isHarmless: true,
      wrong: (scope) => ours(scope, letter),
    },
  ];
});
