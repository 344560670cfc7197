import { BatchSampler } from '../dataset/batches.js';
import type { Dataset } from '../dataset/dataset.js';
import { Philox } from '../random/philox.js';
import { Sgd } from '../training/optimizers/book-optimizers.js';
import { loadInto, takeBatch } from '../training/training-data.js';
import { digits, percent, time } from './figures.js';
import { secondsSince } from './measure.js';
import { bookNet, simdEngine, THREAD_COUNTS, type Threads, threadsText } from './ours.js';
import type { Section } from './section.js';
import { type Statistics, statistics } from './statistics.js';
import { denseFlops } from './step.js';

const HIDDEN = 800;
const BATCH = 100;
/** Updates before timing; worker threads have started by then. */
const WARM_UP = 100;

/** Times one shuffled epoch of a net so wide that arithmetic dominates. */
export function wideSection(dataset: Dataset, batches: number, rounds: number): Section {
  const rows = [['784-800-10, an epoch', 'median', 'min', 'spread', 'per batch', 'GFLOP/s']];
  const figures: object[] = [];
  for (const threads of THREAD_COUNTS) {
    const { epoch, flops } = wideEpochs(dataset, batches, rounds, threads);
    const gigaflops = flops / epoch.median / 1e9;
    rows.push([
      threadsText(threads),
      time(epoch.median),
      time(epoch.min),
      percent(epoch.spread),
      time(epoch.median / batches),
      digits(gigaflops),
    ]);
    figures.push({ threads, batches, epoch, gigaflops });
  }
  return {
    title: `A wide net: ${batches} shuffled batches of ${BATCH}, ReLU, float32`,
    rows,
    notes: ['Forward, backward, update. GFLOP/s are dense-equivalent.'],
    figures,
  };
}

/** Seconds of `batches` shuffled batches in each round; `flops`: operations in one round. */
export function wideEpochs(
  dataset: Dataset,
  batches: number,
  rounds: number,
  threads?: Threads,
): { epoch: Statistics; flops: number } {
  const engine = simdEngine('float32', threads);
  const network = bookNet(engine, [HIDDEN], 'relu');
  const { train } = loadInto(engine, dataset);
  const optimizer = new Sgd(engine);
  const order = new BatchSampler(train.count, BATCH, 'shuffle', new Philox(0, 2));
  const run = (count: number) => {
    for (let i = 0; i < count; i++) {
      const { x, t } = takeBatch(train, order.next());
      optimizer.update(network.params, network.gradient(x, t).grads, 0.1);
    }
  };
  run(WARM_UP);
  const measurements = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run(batches);
    return secondsSince(start);
  });
  return { epoch: statistics(measurements), flops: batches * denseFlops(network, BATCH) };
}
