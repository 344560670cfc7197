import type { Labels } from '../array.js';
import type { Batch } from '../engine/engine.js';
import type { Network } from '../network/network.js';
import { Philox } from '../random/philox.js';
import { Sgd } from '../training/optimizers/book-optimizers.js';
import { type LoadedSplit, takeBatch } from '../training/training-data.js';

/** Number of different batches, so that branch predictors and caches cannot learn one. */
const BATCHES = 64;

/** Cycles through batches of random images; they are the same in every run. */
export function batchesInTurn(split: LoadedSplit, batchSize: number): () => { x: Batch; t: Labels } {
  const random = new Philox(0, 2);
  const batches = Array.from({ length: BATCHES }, () =>
    takeBatch(
      split,
      Int32Array.from({ length: batchSize }, () => random.integer(split.count)),
    ),
  );
  let next = 0;
  return () => batches[next++ % BATCHES];
}

/** One training step: forward, backward, update. */
export function trainingStep(network: Network, split: LoadedSplit, batchSize: number): () => void {
  const batch = batchesInTurn(split, batchSize);
  const optimizer = new Sgd(network.engine);
  return () => {
    const { x, t } = batch();
    optimizer.update(network.params, network.gradient(x, t).grads, 0.1);
  };
}

/** Multiplications and additions of a step if zeros were not skipped. Layer 1 needs no gradient of its inputs. */
export function denseFlops({ architecture: { input, hidden, output } }: Network, batchSize: number): number {
  const sizes = [input, ...hidden, output];
  const products = sizes.slice(1).map((width, l) => (l === 0 ? 2 : 3) * sizes[l] * width);
  return 2 * batchSize * products.reduce((sum, product) => sum + product, 0);
}
