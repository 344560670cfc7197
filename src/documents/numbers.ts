import { z } from 'zod';
import type { NumberRange } from './choices.js';

/** A zod number in a range. wrong-value.ts completes its text to "must be an integer from 1 to 8, got 9". */
export function numberIn(range: NumberRange) {
  const above = 'above' in range;
  const start = above ? `above ${range.above}` : `from ${range.min}`;
  const end = 'below' in range ? `and below ${range.below}` : `${above ? 'and at most' : 'to'} ${range.max}`;
  const text = `${range.integer ? 'an integer' : 'a number'} ${start} ${end}`;
  const kind: z.ZodNumber = range.integer ? z.int(text) : z.number(text);
  const started = above ? kind.gt(range.above) : kind.min(range.min);
  return 'below' in range ? started.lt(range.below) : started.max(range.max);
}

export const integer = (min: number, max: number) => numberIn({ integer: true, min, max });
export const atLeastZero = (max: number) => numberIn({ min: 0, max });
export const positive = (max: number) => numberIn({ above: 0, max });
export const share = numberIn({ min: 0, below: 1 });
