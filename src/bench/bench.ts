import { Command } from 'commander';
import { addDataFlags, type DataFlags } from '../cli/program/flags.js';
import { runProgram } from '../cli/program/run-program.js';
import { TrainerError } from '../errors.js';
import { bookRunSection } from './book-run.js';
import { costSections } from './cost.js';
import { benchDataset } from './data.js';
import { distortionSection } from './distortion.js';
import { numericalSection } from './numerical.js';
import { operationsSection } from './operations-section.js';
import { phasesSection } from './phases.js';
import { addReportFlags, Report, type ReportFlags } from './report.js';
import type { Section } from './section.js';
import { wideSection } from './wide.js';

// Speed benchmarks, run by `npm run bench`. The figures in docs/speed.md come from here and from `peers.ts`.

const PARTS = ['operations', 'distortion', 'phases', 'book', 'numerical', 'wide', 'cost'];

interface BenchFlags extends DataFlags, ReportFlags {
  quick?: boolean;
  only?: string;
}

const program = new Command('bench')
  .description('Measures every operation of the engines, and whole runs.')
  .option('--quick', 'measure everything briefly, in under a minute')
  .option('--only <parts>', `some of ${PARTS.join(',')}`);
addReportFlags(addDataFlags(program)).allowExcessArguments(false).action(bench);

async function bench(flags: BenchFlags): Promise<void> {
  const only = flags.only?.split(',') ?? PARTS;
  const unknown = only.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new TrainerError('USAGE', `--only ${unknown}: expected ${PARTS.join(', ')}`);

  const dataset = await benchDataset(flags);
  const report = new Report(flags);
  const quick = flags.quick ?? false;
  const timing = quick ? { seconds: 0.03, atLeast: 3 } : { seconds: 0.4, atLeast: 5 };
  const rounds = quick ? 1 : 3;
  const parts: Record<string, () => Section[] | Promise<Section[]>> = {
    operations: () => [operationsSection(dataset, timing)],
    distortion: () => [distortionSection(dataset, timing)],
    phases: () => [phasesSection(dataset, quick ? 500 : 5_000)],
    book: async () => [await bookRunSection(dataset, quick ? 1_000 : 10_000, rounds)],
    numerical: () => [numericalSection(dataset, timing)],
    wide: () => [wideSection(dataset, quick ? 60 : 600, rounds)],
    cost: () => costSections(dataset, timing),
  };
  for (const part of only) for (const section of await parts[part]()) report.add(section);
}

await runProgram(program);
