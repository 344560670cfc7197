import { count } from '../cli/text/numbers.js';
import type { Dataset } from '../dataset/dataset.js';
import { loadInto } from '../training/training-data.js';
import { bar, digits, percent, time } from './figures.js';
import { measure, type Timing } from './measure.js';
import { bookNet, simdEngine, THREAD_COUNTS } from './ours.js';
import type { Section } from './section.js';
import type { Statistics } from './statistics.js';
import { denseFlops, trainingStep } from './step.js';

const HIDDEN = [1, 10, 17, 50, 100, 256, 512, 1024];
const BATCHES = [1, 10, 100, 1000];

interface Cost {
  readonly hidden: number;
  readonly batch: number;
  readonly threads: number;
  readonly step: Statistics;
  readonly gigaflops: number;
}

/** Cost of a training step for different net sizes, batch sizes and numbers of threads. */
export function costSections(dataset: Dataset, timing: Timing): Section[] {
  const perHidden: Cost[] = [];
  const perBatch: Cost[] = [];
  for (const threads of THREAD_COUNTS) {
    const engine = simdEngine('float32', threads);
    const { train } = loadInto(engine, dataset);
    const cost = (hidden: number, batch: number): Cost => {
      const network = bookNet(engine, [hidden], 'relu');
      const step = measure(trainingStep(network, train, batch), timing);
      return { hidden, batch, threads, step, gigaflops: denseFlops(network, batch) / step.median / 1e9 };
    };
    perHidden.push(...HIDDEN.map((hidden) => cost(hidden, 100)));
    perBatch.push(...BATCHES.map((batch) => cost(50, batch)));
  }
  return [
    section('Cost of a step against hidden units, batch 100', 'hidden', perHidden, ({ hidden }) => hidden),
    section('Cost of a step against batch size, 50 hidden units', 'batch', perBatch, ({ batch }) => batch),
  ];
}

function section(title: string, by: string, costs: readonly Cost[], size: (cost: Cost) => number): Section {
  const fastest = Math.max(...costs.map(({ gigaflops }) => gigaflops));
  return {
    title,
    rows: [
      [by, 'threads', 'a step', 'min', 'spread', 'per image', 'GFLOP/s', ''],
      ...costs.map((cost) => [
        count(size(cost)),
        String(cost.threads),
        time(cost.step.median),
        time(cost.step.min),
        percent(cost.step.spread),
        time(cost.step.median / cost.batch),
        digits(cost.gigaflops),
        bar(cost.gigaflops / fastest, 10).padEnd(10),
      ]),
    ],
    notes: ['784-hidden-10, ReLU, float32: forward, backward, update. GFLOP/s are dense-equivalent.'],
    figures: costs,
  };
}
