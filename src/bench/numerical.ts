import { count } from '../cli/text/numbers.js';
import type { Dataset } from '../dataset/dataset.js';
import { numericalNetworkGradient } from '../gradient/network-gradient.js';
import { loadInto } from '../training/training-data.js';
import { digits, percent, time } from './figures.js';
import { measure, type Timing } from './measure.js';
import { bookNet, simdEngine, THREAD_COUNTS, type Threads, threadsText } from './ours.js';
import type { Section } from './section.js';
import type { Statistics } from './statistics.js';
import { batchesInTurn } from './step.js';

/** Times numerical gradients of all parameters of the book's net for batches of 100. */
export function numericalSection(dataset: Dataset, timing: Timing): Section {
  const rows = [['numerical gradient', 'median', 'min', 'spread', 'full passes', 'ratio']];
  const figures: object[] = [];
  for (const [activation, threads] of stepsToMake()) {
    const { incremental, fullPasses } = numericalStep(dataset, activation, timing, threads);
    rows.push([
      `${activation}, ${threadsText(threads)}`,
      time(incremental.median),
      time(incremental.min),
      percent(incremental.spread),
      time(fullPasses),
      `${digits(fullPasses / incremental.median)}×`,
    ]);
    figures.push({ activation, threads, incremental, fullPasses });
  }
  return {
    title: `Numerical gradients of the ${count(39_760)} parameters of 784-50-10, float64, batch 100`,
    rows,
    notes: ['full passes: two forward passes for each parameter, calculated from the time of one.'],
    figures,
  };
}

function stepsToMake(): ['sigmoid' | 'relu', number][] {
  return (['sigmoid', 'relu'] as const).flatMap((activation) =>
    THREAD_COUNTS.map((threads): ['sigmoid' | 'relu', number] => [activation, threads]),
  );
}

/** Seconds of a batch incrementally, and by full passes: two loss computations for each parameter. */
export function numericalStep(
  dataset: Dataset,
  activation: 'sigmoid' | 'relu',
  timing: Timing,
  threads?: Threads,
): { incremental: Statistics; fullPasses: number } {
  const engine = simdEngine('float64', threads);
  const network = bookNet(engine, [50], activation);
  const batch = batchesInTurn(loadInto(engine, dataset).train, 100);
  const work = () => {
    const { x, t } = batch();
    numericalNetworkGradient(network, x, t);
  };
  const loss = measure(() => {
    const { x, t } = batch();
    network.loss(x, t);
  }, timing);
  return { incremental: measure(work, timing), fullPasses: 2 * network.parameterCount * loss.median };
}
