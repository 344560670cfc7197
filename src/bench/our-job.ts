import { Command } from 'commander';
import { addDataFlags, type DataFlags } from '../cli/flags.js';
import { runProgram } from '../cli/run-program.js';
import { loadDataset } from '../dataset/load.js';
import { benchLoadOptions } from './data.js';
import { numericalStep } from './numerical.js';
import { wideEpochs } from './wide.js';

// Our side of jobs that `mnist-train` has no command for, as a process of its own that prints its seconds.

type Job = 'numerical' | 'wide';

const program = new Command('our-job')
  .argument('<job>', 'numerical or wide')
  .option('--threads <n>')
  .option('--batches <n>');
addDataFlags(program).action(async (job: Job, flags: DataFlags & { threads?: string; batches?: string }) => {
  const dataset = await loadDataset(benchLoadOptions(flags));
  const threads = flags.threads === undefined ? undefined : Number(flags.threads);
  const seconds =
    job === 'numerical'
      ? numericalStep(dataset, 'sigmoid', { seconds: 0.5, atLeast: 5 }, threads).incremental.median
      : wideEpochs(dataset, Number(flags.batches), 1, threads).epoch.median;
  process.stdout.write(`${JSON.stringify({ seconds })}\n`);
});

await runProgram(program);
