import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { addDataFlags, type DataFlags } from '../cli/program/flags.js';
import { runProgram } from '../cli/program/run-program.js';
import type { Dataset } from '../dataset/dataset.js';
import { loadDataset } from '../dataset/load.js';
import { benchLoadOptions } from './data.js';
import { numericalStep } from './numerical.js';
import { recordSeconds } from './record.js';
import { wideEpochs } from './wide.js';

// Runs jobs that `mnist-train` has no command for, in a process of its own, and prints the seconds.

/** Seconds of each job on a dataset; batches: how many, for jobs that have batches. */
const JOBS = {
  numerical: (dataset: Dataset, _: number, threads?: number) =>
    numericalStep(dataset, 'sigmoid', { seconds: 0.5, atLeast: 5 }, threads).incremental.median,
  wide: (dataset: Dataset, batches: number, threads?: number) => wideEpochs(dataset, batches, 1, threads).epoch.median,
  record: (dataset: Dataset, batches: number, threads = availableParallelism()) =>
    recordSeconds(dataset, batches, threads),
};

type Job = keyof typeof JOBS;

const program = new Command('our-job')
  .argument('<job>', 'numerical, wide or record')
  .option('--threads <n>')
  .option('--batches <n>');
addDataFlags(program).action(async (job: Job, flags: DataFlags & { threads?: string; batches?: string }) => {
  const dataset = await loadDataset(benchLoadOptions(flags));
  const threads = flags.threads === undefined ? undefined : Number(flags.threads);
  const seconds = await JOBS[job](dataset, Number(flags.batches), threads);
  process.stdout.write(`${JSON.stringify({ seconds })}\n`);
});

await runProgram(program);
