import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { addDataFlags, type DataFlags } from '../cli/program/flags.js';
import { runProgram } from '../cli/program/run-program.js';
import { fetchDataset } from '../dataset/load.js';
import { TrainerError } from '../errors.js';
import { compare } from './comparison.js';
import { benchLoadOptions } from './data.js';
import { JOBS, type Setting } from './jobs.js';
import { addReportFlags, Report, type ReportFlags } from './report.js';

// Compares this project with other programs on the same jobs. Run by `npm run bench:peers`.

const PEERS = ['numpy', 'torch', 'tfjs', 'c'];

interface PeersFlags extends DataFlags, ReportFlags {
  only?: string;
  jobs?: string;
  rounds: string;
  tfjsIterations: string;
  threads?: string;
  quick?: boolean;
}

const program = new Command('bench:peers')
  .description(
    'Runs the same jobs in this and in other programs, in turn, each in a process of its own, on the same files.',
  )
  .option('--only <peers>', `some of ${PEERS.join(',')}`)
  .option('--jobs <names>', `some of ${Object.keys(JOBS).join(',')}`)
  .option('--rounds <n>', 'how often to run each job', '5')
  .option(
    '--tfjs-iterations <n>',
    'how many of the 10,000 iterations TensorFlow.js runs; its time is scaled up',
    '2000',
  )
  .option('--threads <n>', 'threads of our program')
  .option('--quick', 'a tenth of the iterations, as a test');
addReportFlags(addDataFlags(program)).allowExcessArguments(false).action(peers);

async function peers(flags: PeersFlags): Promise<void> {
  const only = listed(flags.only, PEERS, '--only');
  const jobs = listed(flags.jobs, Object.keys(JOBS), '--jobs') as (keyof typeof JOBS)[];
  const rounds = whole(flags.rounds, '--rounds');
  const options = benchLoadOptions(flags);
  const [{ from }] = (await fetchDataset(options)).files;
  if (!from.endsWith('.gz')) throw new TrainerError('USAGE', `${from}: the peers need files packed with gzip`);

  const folder = mkdtempSync(join(tmpdir(), 'mnist-train-peers-'));
  try {
    const setting: Setting = {
      only,
      folder,
      files: dirname(from),
      data: { dataset: options.dataset, dataDir: options.dataDir },
      threads: flags.threads === undefined ? undefined : whole(flags.threads, '--threads'),
      scale: flags.quick ? 0.1 : 1,
      tfjsIterations: whole(flags.tfjsIterations, '--tfjs-iterations'),
    };
    const report = new Report(flags);
    for (const name of jobs) {
      const comparison = await JOBS[name](setting);
      report.add(await compare(comparison, rounds));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function listed(text: string | undefined, names: readonly string[], flag: string): string[] {
  const wanted = text?.split(',') ?? [...names];
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TrainerError('USAGE', `${flag} ${unknown}: expected ${names.join(', ')}`);
  return wanted;
}

function whole(text: string, flag: string): number {
  const n = Number(text);
  if (!(Number.isInteger(n) && n >= 1))
    throw new TrainerError('USAGE', `${flag} ${text}: expected a whole number from 1`);
  return n;
}

await runProgram(program);
