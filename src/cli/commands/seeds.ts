import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config/schema.js';
import { type ErrorCode, TrainerError } from '../../errors.js';
import { writeFileAtomic } from '../../files/atomic-write.js';
import { createSeedsFolder, seedsFile } from '../../run/folder.js';
import { nextHint, type Outcome, resumeHint, secondsBetween } from '../../run/outcome.js';
import { type Spread, spreadOf } from '../../run/spread.js';
import { createDisplay, type Display } from '../program/display.js';
import { listenForSignals } from '../program/interrupt.js';
import { showable } from '../program/terminal.js';
import { duration, fraction } from '../text/numbers.js';
import { table } from '../text/table.js';

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

const PROGRAM = fileURLToPath(new URL('../program/mnist-train.js', import.meta.url));

/** A config with `seeds`: one run for each, as many at once as there are threads, and what they come to together. */
export async function seedsCommand(
  config: Config,
  seeds: readonly number[],
  plan: SeedsPlan,
  flags: { force?: boolean; json?: boolean; quiet?: boolean },
): Promise<void> {
  const startedAt = new Date();
  const columns = columnsOf(config);
  const folder = plan.isEarlier ? plan.folder : createSeedsFolder(plan.folder, columns, flags.force ?? false);
  if (!plan.isEarlier) await writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  const signal = listenForSignals();
  const display = await createDisplay(flags);
  try {
    if (folder !== plan.folder) display.notice(`${plan.folder} is not empty; writing to ${folder}`);
    await runAll(seeds, { config, folder, threads: plan.threads }, display, signal);
  } catch (error) {
    display.stop();
    if (signal.aborted && !flags.json) process.stdout.write(`${resumeHint(folder)}\n`);
    throw error;
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
      : showable(summary(folder, config, results, spread, secondsBetween(startedAt, new Date()))),
  );
}

/** What the runs of all seeds have in common. */
interface Series {
  readonly config: Config;
  readonly folder: string;
  readonly threads: number;
}

/** Ends with what the first run that failed ended with, when the others are done. */
async function runAll(seeds: readonly number[], series: Series, display: Display, signal: AbortSignal): Promise<void> {
  const atOnce = Math.min(seeds.length, series.threads);
  const queue = [...seeds];
  let running = 0;
  let free = series.threads;
  let failure: unknown;
  let finished = 0;
  const worker = async () => {
    for (let seed = queue.shift(); seed !== undefined && !signal.aborted; seed = queue.shift()) {
      // as many threads as are left for each of those that start now
      const starting = 1 + Math.min(atOnce - ++running, queue.length);
      const threads = Math.max(1, Math.floor(free / starting));
      free -= threads;
      try {
        await runOne(seed, { ...series, threads }, display, signal);
        display.working('seeds', ++finished, seeds.length);
      } catch (error) {
        failure ??= error;
      }
      free += threads;
      running--;
    }
  };
  display.working('seeds', 0, seeds.length);
  await Promise.all(Array.from({ length: atOnce }, worker));
  signal.throwIfAborted();
  if (failure !== undefined) throw failure;
}

/** Lines of a run that failed, of which its error is told. */
const KEPT_LINES = 20;

/** One run, in a process of its own; its lines are shown as notices. */
async function runOne(
  seed: number,
  { config, folder, threads }: Series,
  display: Display,
  signal: AbortSignal,
): Promise<void> {
  const path = seedFolder(folder, seed);
  const run = existsSync(join(path, 'config.json'))
    ? ['--resume', path]
    : ['--config', join(folder, 'config.json'), '--seed', String(seed), '--output', path, '--force'];
  const args = [PROGRAM, ...run, ...dataFlags(config), '--threads', String(threads), '--json'];
  const child = spawn(process.execPath, args, { env: environment(), stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'nobody knows what'));
  });
  const stop = () => child.kill(signal.reason?.signal);
  signal.addEventListener('abort', stop);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    if (!/^(mnist-train: | {2}hint: )/.test(line)) display.notice(`seed ${seed}: ${line}`);
  }
  const end = await ended;
  signal.removeEventListener('abort', stop);
  if (end !== 0 && !signal.aborted) throw failureOf(seed, path, lines, end);
}

/** A run that is resumed may find its data elsewhere. */
function dataFlags({ data }: Config): string[] {
  const mirrors = (data.mirrors ?? []).flatMap((mirror) => ['--mirror', mirror]);
  return ['--data-dir', data.dir, ...mirrors, ...(data.offline ? ['--offline'] : [])];
}

/** What it says of data is in the config by now, where a flag may have overridden it. */
function environment(): NodeJS.ProcessEnv {
  const {
    MNIST_TRAIN_DATA_DIR: _dir,
    MNIST_TRAIN_MIRROR: _mirror,
    MNIST_TRAIN_OFFLINE: _offline,
    ...rest
  } = process.env;
  return rest;
}

/** The error of a run, from what it said at its end; `end` is its exit code, or what killed it. */
function failureOf(seed: number, path: string, lines: readonly string[], end: number | string): Error {
  const text = lines.join('\n');
  const [, error, message] = /^mnist-train: ([A-Z]+(?:_[A-Z]+)*): (.*)$/m.exec(text) ?? [];
  const hint = /^ {2}hint: (.*)$/m.exec(text)?.[1];
  if (error !== undefined) {
    return new TrainerError(error as ErrorCode, `seed ${seed}: ${message}`, hint === undefined ? {} : { hint });
  }
  if (end === 1) return new Error(`the run of seed ${seed} ended with code 1\n${text}`);
  return new TrainerError('TRAINING_KILLED', `seed ${seed}: its process was ended by ${end}`, {
    hint: `mnist-train --resume ${dirname(path)} goes on with what is not finished`,
  });
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

function summary(
  folder: string,
  { data }: Config,
  results: readonly SeedResult[],
  spread: Spread,
  seconds: number,
): string {
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
    `${nextHint(`${folder}/seed-*/model.json`, data)}\n`,
  ].join('');
}
