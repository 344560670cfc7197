import { z } from 'zod';
import { numberIn, positive } from '../documents/numbers.js';
import { path } from './path.js';
import { sha256 } from './sha256.js';

const several = z
  .array(path, 'a list of paths')
  .min(1, 'a list of 1 to 100 paths')
  .max(100, 'a list of 1 to 100 paths')
  .readonly();

/** The keys of `distill`, see `layers/distillation.ts`. */
export const distillKeys = z.strictObject({
  /** The teachers, given as models are to `mnist-eval`. */
  from: z.union([several, path.transform((one) => [one])]),
  temperature: positive(100).default(2),
  weight: numberIn({ min: 0, max: 1 }).default(0.5),
  /** SHA-256 of the parameters of each teacher; a run adds them if they are absent. */
  sha256: z.array(sha256).readonly().optional(),
});

/** A mapping, or the teachers alone: a path or a list of paths. */
export const distill = z.union([distillKeys.readonly(), several.transform(alone), path.transform(alone)]);

function alone(from: string | readonly string[]) {
  return Object.freeze(distillKeys.parse({ from }));
}
