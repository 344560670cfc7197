import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programVersion } from '../run/program-version.js';
import { type Contender, roundOf } from './contender.js';
import { type Threads, threadFlags } from './ours.js';
import { run } from './process.js';

/** The project's folder; this file runs in dist/bench. */
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const VERSION = `mnist-train ${programVersion()}, Node ${process.version}`;

/** The data, as flags of `mnist-train`. */
export interface OurData {
  readonly dataset: string;
  readonly dataDir: string;
}

const BOOK = 'configs/book-ch05.yaml';

/**
 * The book's run by `mnist-train --config FILE`, with the book's evaluations unless `changes` has others. `work` is the
 * time in `run.json`, from unpacked data in memory to the last row written.
 */
export function ourRun(
  data: OurData,
  folder: string,
  threads: Threads,
  iterations: number,
  changes?: { evaluateEvery: number },
): Contender {
  let config = join(PROJECT, BOOK);
  if (changes) {
    const text = `${readFileSync(config, 'utf8')}evaluateEvery: ${changes.evaluateEvery}\n`;
    writeFileSync((config = join(folder, 'book.yaml')), text);
  }
  const output = join(folder, 'run');
  const flags = ['--iterations', String(iterations), '--output', output, '--force', '--quiet'];
  const args = [join(PROJECT, 'bin/mnist-train.js'), '--config', config, ...dataFlags(data), ...threadFlags(threads)];
  return {
    name: 'ours',
    version: VERSION,
    run: async () => {
      const ended = await run(process.execPath, [...args, ...flags]);
      const report = JSON.parse(readFileSync(join(output, 'run.json'), 'utf8')) as Record<string, unknown>;
      return { process: ended.seconds, work: Number(report.seconds), peakBytes: ended.peakBytes, report };
    },
  };
}

/** A job of `our-job.ts`. */
export function ourJob(
  job: 'numerical' | 'wide' | 'record',
  data: OurData,
  threads: Threads,
  batches?: number,
): Contender {
  const program = fileURLToPath(new URL('our-job.js', import.meta.url));
  const amount = batches === undefined ? [] : ['--batches', String(batches)];
  const args = [program, job, ...dataFlags(data), ...threadFlags(threads), ...amount];
  return { name: 'ours', version: VERSION, run: async () => roundOf(await run(process.execPath, args)) };
}

function dataFlags({ dataset, dataDir }: OurData): string[] {
  return ['--dataset', dataset, '--data-dir', dataDir, '--offline'];
}
