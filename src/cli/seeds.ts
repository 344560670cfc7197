import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config/schema.js';
import { type ErrorCode, TrainerError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic-write.js';
import { createSeedsFolder, seedsFile } from '../training/run-folder.js';
import { createDisplay, type Display } from './display.js';
import { listenForSignals } from './interrupt.js';
import { duration, fraction } from './numbers.js';
import { type Outcome, secondsBetween } from './outcome.js';
import { type Spread, spreadOf } from './spread.js';
import { table } from './table.js';

/** Where the runs of several seeds are, or shall be, and how many threads they have together. */
export interface SeedsPlan {
  readonly folder: string;
  readonly isEarlier: boolean;
  readonly threads: number;
}

interface SeedResult {
  readonly seed: number;
  readonly iterations: number;
  readonly loss: number;
  readonly trainAccuracy: number;
  readonly validationAccuracy?: number;
  readonly testAccuracy: number;
}

const PROGRAM = fileURLToPath(new URL('./mnist-train.js', import.meta.url));

/** A config with `seeds`: one run for each, as many at once as there are threads, and what they come to together. */
export async function seedsCommand(
  config: Config,
  seeds: readonly number[],
  plan: SeedsPlan,
  flags: { force?: boolean; json?: boolean; quiet?: boolean },
): Promise<void> {
  const startedAt = new Date();
  const columns = columnsOf(config);
  const force = flags.force ?? false;
  const folder = plan.isEarlier ? plan.folder : createSeedsFolder(plan.folder, columns, force);
  if (!plan.isEarlier) await writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  const signal = listenForSignals();
  const display = await createDisplay(flags);
  try {
    if (folder !== plan.folder) display.notice(`${plan.folder} is not empty; writing to ${folder}`);
    await runAll(seeds, { ...plan, folder }, force, display, signal);
  } finally {
    display.stop();
  }
  const results = seeds.map((seed) => resultOf(folder, seed));
  const rows = results.map((result) => columns.map((column) => String(result[keyOf(column)])));
  await writeFileAtomic(seedsFile(folder), [columns, ...rows].map((row) => `${row.join(',')}\n`).join(''));

  const spread = spreadOf(results.map(({ testAccuracy }) => testAccuracy));
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ run: folder, seeds: results, testAccuracy: spread, config }, null, 2)}\n`
      : summary(folder, results, spread, secondsBetween(startedAt, new Date())),
  );
}

/** Ends with what the first run that failed ended with, when the others are done. */
async function runAll(
  seeds: readonly number[],
  { folder, threads }: SeedsPlan,
  force: boolean,
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const atOnce = Math.min(seeds.length, threads);
  const queue = [...seeds];
  let failure: unknown;
  let finished = 0;
  const worker = async () => {
    for (let seed = queue.shift(); seed !== undefined && !signal.aborted; seed = queue.shift()) {
      // the last one to start has the threads of those that have none left to start
      const share = Math.max(1, Math.floor(threads / Math.min(atOnce, queue.length + 1)));
      try {
        await runOne(
          seed,
          seedFolder(folder, seed),
          { config: join(folder, 'config.json'), share, force },
          display,
          signal,
        );
        display.working('seeds', ++finished, seeds.length);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  display.working('seeds', 0, seeds.length);
  await Promise.all(Array.from({ length: atOnce }, worker));
  signal.throwIfAborted();
  if (failure !== undefined) throw failure;
}

/** One run, in a process of its own; its lines are shown as notices. */
async function runOne(
  seed: number,
  folder: string,
  { config, share, force }: { config: string; share: number; force: boolean },
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const isBegun = existsSync(join(folder, 'config.json')) && !force;
  const run = isBegun
    ? ['--resume', folder]
    : ['--config', config, '--seed', String(seed), '--output', folder, '--force'];
  const child = spawn(process.execPath, [PROGRAM, ...run, '--threads', String(share), '--json'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = () => child.kill(signal.reason?.signal);
  signal.addEventListener('abort', stop);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    if (/^(mnist-train: | {2}hint: )/.test(line)) lines.push(line);
    else display.notice(`seed ${seed}: ${line}`);
  }
  const code = await exitOf(child);
  signal.removeEventListener('abort', stop);
  if (code !== 0 && !signal.aborted) throw failureOf(seed, lines, code);
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

/** The error of a run, from what it said at its end. */
function failureOf(seed: number, lines: readonly string[], code: number | null): Error {
  const text = lines.join('\n');
  const [, error, message] = /^mnist-train: ([A-Z]+(?:_[A-Z]+)*): (.*)$/m.exec(text) ?? [];
  const hint = /^ {2}hint: (.*)$/m.exec(text)?.[1];
  if (error === undefined) return new Error(`the run of seed ${seed} ended with code ${code}\n${text}`);
  return new TrainerError(error as ErrorCode, `seed ${seed}: ${message}`, hint === undefined ? {} : { hint });
}

function seedFolder(folder: string, seed: number): string {
  return join(folder, `seed-${seed}`);
}

function resultOf(folder: string, seed: number): SeedResult {
  const model = JSON.parse(readFileSync(join(seedFolder(folder, seed), 'model.json'), 'utf8'));
  const { iterations, loss, accuracy, testAccuracy } = model.training as Outcome;
  const { trainAccuracy = Number.NaN, validationAccuracy } = accuracy ?? {};
  return {
    seed,
    iterations,
    loss: loss ?? Number.NaN,
    trainAccuracy,
    ...(validationAccuracy !== undefined && { validationAccuracy }),
    testAccuracy: testAccuracy ?? accuracy?.testAccuracy ?? Number.NaN,
  };
}

type Column = 'seed' | 'iterations' | 'loss' | 'train_accuracy' | 'validation_accuracy' | 'test_accuracy';

function columnsOf({ data }: Config): Column[] {
  const validation: Column[] = data.validation === undefined ? [] : ['validation_accuracy'];
  return ['seed', 'iterations', 'loss', 'train_accuracy', ...validation, 'test_accuracy'];
}

/** `test_accuracy` → `testAccuracy` */
function keyOf(column: Column): keyof SeedResult {
  return column.replace(/_a/, 'A') as keyof SeedResult;
}

function summary(folder: string, results: readonly SeedResult[], spread: Spread, seconds: number): string {
  const isHeldOut = results.some(({ validationAccuracy }) => validationAccuracy !== undefined);
  const rows = results.map(({ seed, trainAccuracy, validationAccuracy, testAccuracy }) => [
    String(seed),
    fraction(trainAccuracy),
    ...(isHeldOut ? [fraction(validationAccuracy ?? Number.NaN)] : []),
    fraction(testAccuracy),
  ]);
  const { mean, standardDeviation, min, max } = spread;
  const deviation = standardDeviation === null ? '' : ` ± ${fraction(standardDeviation)} (standard deviation)`;
  return [
    `${results.length} seeds in ${duration(seconds)}\n`,
    table([['seed', 'train', ...(isHeldOut ? ['validation'] : []), 'test'], ...rows]),
    `test accuracy: mean ${fraction(mean)}${deviation}, from ${fraction(min)} to ${fraction(max)}\n`,
    `written: ${folder}/{seeds.csv,config.json,seed-…/}\n`,
    `next:    mnist-eval ${folder}/seed-*/model.json   all of them as a committee\n`,
  ].join('');
}
