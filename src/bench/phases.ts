import type { Dataset } from '../dataset/dataset.js';
import { Sgd } from '../training/optimizers/book-optimizers.js';
import { loadInto } from '../training/training-data.js';
import { bar, percent, time } from './figures.js';
import { secondsSince } from './measure.js';
import { bookNet, simdEngine } from './ours.js';
import type { Section } from './section.js';
import { batchesInTurn } from './step.js';
import { timedEngine } from './timed-engine.js';

/** The time of an iteration of the book's run: by operation, and what JavaScript adds between them. */
export function phasesSection(dataset: Dataset, iterations: number): Section {
  const { engine, seconds } = timedEngine(simdEngine('float32', 1));
  const network = bookNet(engine, [50], 'relu');
  const batch = batchesInTurn(loadInto(engine, dataset).train, 100);
  const optimizer = new Sgd(engine);
  const train = (steps: number) => {
    for (let i = 0; i < steps; i++) {
      const { x, t } = batch();
      optimizer.update(network.params, network.gradient(x, t).grads, 0.1);
      network.loss(x, t);
    }
  };
  train(Math.ceil(iterations / 4));
  seconds.clear();
  const start = performance.now();
  train(iterations);
  const whole = secondsSince(start) / iterations;

  const parts = [...seconds].map(([name, sum]) => ({ name, seconds: sum / iterations }));
  const between = whole - parts.reduce((sum, part) => sum + part.seconds, 0);
  const figures = [...parts.sort((a, b) => b.seconds - a.seconds), { name: 'between operations', seconds: between }];
  return {
    title: "An iteration of the book's run, part by part",
    rows: [
      ['operation and its output', 'time', 'part', ''],
      ...figures.map(({ name, seconds }) => [
        name,
        time(seconds),
        percent(seconds / whole),
        bar(seconds / whole, 20).padEnd(20),
      ]),
      ['together', time(whole), '', ''],
    ],
    notes: [
      '784-50-10, ReLU, float32, batch 100. Both forward passes of an iteration are included: before and after the update.',
    ],
    figures,
  };
}
