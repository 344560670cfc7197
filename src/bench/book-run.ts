import type { Precision } from '../array.js';
import { count, fraction } from '../cli/text/numbers.js';
import type { Dataset } from '../dataset/dataset.js';
import { Philox } from '../random/philox.js';
import type { TrainingOptions } from '../training/options.js';
import { train } from '../training/train.js';
import { loadInto } from '../training/training-data.js';
import { percent, time } from './figures.js';
import { secondsSince } from './measure.js';
import { bookNet, simdEngine, THREAD_COUNTS, threadsText } from './ours.js';
import type { Section } from './section.js';
import { statistics } from './statistics.js';

/** The book's run (chapter 5), from unpacked images in memory to the last evaluation. */
export async function bookRunSection(dataset: Dataset, iterations: number, rounds: number): Promise<Section> {
  const rows = [["the book's run", 'median', 'min', 'spread', 'lists', 'evaluation', 'an iteration', 'test']];
  const figures: object[] = [];
  for (const [precision, threads] of runsToMake()) {
    const runs: BookRun[] = [];
    for (let round = 0; round < rounds; round++) runs.push(await bookRun(dataset, precision, threads, iterations));
    const whole = statistics(runs.map(({ seconds }) => seconds));
    const evaluation = statistics(runs.map((run) => run.evaluation));
    const lists = statistics(runs.map((run) => run.lists));
    const { testAccuracy } = runs[0];
    rows.push([
      `${precision}, ${threadsText(threads)}`,
      time(whole.median),
      time(whole.min),
      percent(whole.spread),
      time(lists.median),
      time(evaluation.median),
      time((whole.median - lists.median - evaluation.median) / iterations),
      fraction(testAccuracy),
    ]);
    figures.push({ precision, threads, iterations, whole, lists, evaluation, testAccuracy });
  }
  return {
    title: `784-50-10, ReLU, batch 100, ${count(iterations)} iterations on ${dataset.name}`,
    rows,
    notes: [
      'From unpacked images in memory: pixel lists, the loss after each update, and an evaluation of all images every 600 iterations.',
      'With more than one thread, evaluation is the time that training waits for it; most of it runs in parallel.',
    ],
    figures,
  };
}

interface BookRun {
  readonly seconds: number;
  readonly lists: number;
  readonly evaluation: number;
  readonly testAccuracy: number;
}

function runsToMake(): [Precision, number][] {
  return (['float32', 'float64'] as const).flatMap((precision) =>
    THREAD_COUNTS.map((threads): [Precision, number] => [precision, threads]),
  );
}

async function bookRun(dataset: Dataset, precision: Precision, threads: number, iterations: number): Promise<BookRun> {
  const start = performance.now();
  const engine = simdEngine(precision, threads);
  const network = bookNet(engine, [50], 'relu');
  const data = loadInto(engine, dataset);
  const lists = secondsSince(start);
  const options: TrainingOptions = {
    gradient: 'backprop',
    numerical: {},
    sampling: 'replacement',
    batchSize: 100,
    learningRate: 0.1,
    iterations,
    evaluateEvery: 600,
  };
  let evaluation = 0;
  let testAccuracy = Number.NaN;
  let lastLoss = start;
  for await (const record of train(network, data, options, new Philox(0, 2))) {
    if (record.kind === 'loss') lastLoss = performance.now();
    if (record.kind !== 'accuracy') continue;
    evaluation += secondsSince(lastLoss);
    testAccuracy = record.testAccuracy ?? Number.NaN;
  }
  return { seconds: secondsSince(start), lists, evaluation, testAccuracy };
}
