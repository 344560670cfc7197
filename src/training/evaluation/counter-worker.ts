import { parentPort, workerData } from 'node:worker_threads';
import { attachEngine } from '../../engine/create-engine.js';
import { Network, restore } from '../../network/network.js';
import type { CounterJob, CounterSetup } from './background-counter.js';
import { type Correct, countChunks } from './counter.js';

// A thread of a BackgroundCounter.
const { engine, architecture, data } = workerData as CounterSetup;
const network = new Network(attachEngine(engine), architecture);
parentPort?.on('message', ({ parameters, next }: CounterJob) => {
  restore(network, parameters);
  const correct: Correct = { train: 0, test: 0 };
  for (const _ of countChunks(network, data, next, correct));
  parentPort?.postMessage(correct);
});
