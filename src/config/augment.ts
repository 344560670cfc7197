import { z } from 'zod';
import { MOST_SIDE } from '../dataset/dataset.js';
import { atLeastZero, numberIn } from '../documents/numbers.js';

export const elastic = z.strictObject({
  alpha: atLeastZero(1000),
  sigma: numberIn({ min: 0.5, max: 20 }),
});

/** See `augment/settings.ts`. */
export const augment = z.strictObject({
  elastic: elastic.readonly().optional(),
  rotation: atLeastZero(180).default(0),
  shear: atLeastZero(45).default(0),
  scale: atLeastZero(0.9).default(0),
  shift: atLeastZero(MOST_SIDE).default(0),
  fade: atLeastZero(1).optional(),
});
