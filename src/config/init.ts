import { z } from 'zod';
import { atLeastZero, positive } from '../documents/numbers.js';
import { formatOf } from '../export/formats.js';
import { path } from './path.js';
import { sha256 } from './sha256.js';

/** The keys of `init`: the initial parameters of a net. */
export const initKeys = z.strictObject({
  rng: z.enum(['philox', 'numpy']).default('philox'),
  /** `xavier` is √(1/n) for a layer of n inputs, `he` √(2/n); default 0.01. With 0 all units stay equal. */
  std: z
    .union([atLeastZero(10), z.enum(['xavier', 'he'])])
    .optional()
    .meta({ default: 0.01 }),
  /** A model file whose parameters replace random ones. */
  from: path.optional(),
  /** For model files that do not store it: the inputs of the net are pixels / scale. */
  scale: positive(1e6).optional(),
  /** SHA-256 of the parameters in the model file; `loadConfig` adds it if it is absent. */
  sha256: sha256.optional(),
});

export const init = initKeys
  .refine(({ std, from }) => std === undefined || from === undefined, {
    path: ['std'],
    error: 'cannot be combined with "from", whose model already has weights; keep one of the two',
  })
  .refine(({ from, sha256 }) => from !== undefined || sha256 === undefined, {
    path: ['sha256'],
    error: 'needs "from", which is missing',
  })
  .refine(({ from, scale }) => from !== undefined || scale === undefined, {
    path: ['scale'],
    error: 'needs "from", which is missing',
  })
  .refine(({ from, scale }) => scale === undefined || from === undefined || formatOf(from) !== undefined, {
    path: ['scale'],
    error: 'has no effect on a model.json, which stores its own scale',
  })
  .refine(({ from, sha256 }) => from === undefined || sha256 !== undefined, {
    path: ['from'],
    error: 'also needs "sha256", which loadConfig reads from the model',
  })
  .transform(({ rng, std = 0.01, from, scale, sha256 }) => {
    if (from === undefined || sha256 === undefined) return { rng, std };
    return scale === undefined ? { rng, from, sha256 } : { rng, from, scale, sha256 };
  });
