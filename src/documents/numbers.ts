import { z } from 'zod';

// A text such as 'an integer from 1 to 8' becomes "must be an integer from 1 to 8, got 9" in wrong-value.ts.
export const integer = (min: number, max: number) => z.int(`an integer from ${min} to ${max}`).min(min).max(max);
export const atLeastZero = (max: number) => z.number(`a number from 0 to ${max}`).min(0).max(max);
export const positive = (max: number) => z.number(`a number above 0 and at most ${max}`).positive().max(max);
export const share = z.number('a number from 0 and below 1').min(0).lt(1);
