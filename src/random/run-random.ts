import { NumpyRandom } from './numpy.js';
import { Philox } from './philox.js';
import type { Random, ResumableRandom } from './random.js';
import { STREAMS } from './streams.js';

/** The generators of a run: one for the initial weights and one for the batches. */
export interface RunRandom {
  readonly init: Random;
  readonly batches: ResumableRandom;
}

/** `philox`: one stream for each purpose. `numpy`: one generator for both, as after `np.random.seed` in Python. */
export function createRunRandom(rng: 'philox' | 'numpy', seed: number): RunRandom {
  if (rng === 'numpy') {
    const random = new NumpyRandom(seed);
    return { init: random, batches: random };
  }
  return { init: new Philox(seed, STREAMS.init), batches: new Philox(seed, STREAMS.batches) };
}
