import { arch, cpus, platform } from 'node:os';
import { bookAccuracy } from '../cli/text/book-accuracy.js';
import { count, duration, fraction, loss } from '../cli/text/numbers.js';
import type { Config } from '../config/schema.js';
import type { AboutDataset } from '../dataset/dataset.js';
import type { AccuracyRecord } from '../training/records.js';
import type { Checkpoint } from './checkpoint.js';
import { programVersion } from './program-version.js';

/** What a run came to; `accuracy` is the last one measured. */
export interface Outcome {
  iterations: number;
  loss: number | null;
  accuracy: Omit<AccuracyRecord, 'kind' | 'loss'> | null;
  /** Where accuracies are those of validation images: that of the test images after the last update. */
  testAccuracy?: number;
}

/** What decides a run's results, for `model.json` and checkpoints: no paths, times or host names. */
export function runSettings(config: Config, dataset: AboutDataset): Record<string, unknown> {
  return { config: decisiveSettings(config), dataset: { name: dataset.name, sha256: dataset.hashes } };
}

/** A config without what changes no result: paths, and where data come from. */
export function decisiveSettings(config: Config): Record<string, unknown> {
  const { data, output: _output, report: _report, ...settings } = config;
  const { limit, validation } = data;
  const amounts = { ...(limit && { limit }), ...(validation !== undefined && { validation }) };
  return { ...settings, ...(Object.keys(amounts).length > 0 && { data: amounts }) };
}

/** For `run.json`: whatever may differ between equal runs. */
export function runFacts(
  status: string,
  startedAt: Date,
  { iterations }: Outcome,
  threads: number,
  checkpoint: Checkpoint | undefined,
): string {
  const finishedAt = new Date();
  const seconds = secondsBetween(startedAt, finishedAt);
  const facts = {
    status,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    seconds,
    ...(checkpoint && { resumedAfter: checkpoint.state.iteration }),
    iterationsPerSecond: (iterations - (checkpoint?.state.iteration ?? 0)) / seconds,
    threads,
    program: programVersion(),
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    command: ['mnist-train', ...process.argv.slice(2)],
  };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

/** `test 0.9704`, or of the images that stand in for them. */
export function unseenAccuracy({ testAccuracy, validationAccuracy }: Omit<AccuracyRecord, 'kind' | 'loss'>): string {
  if (validationAccuracy !== undefined) return `validation ${fraction(validationAccuracy)}`;
  return `test ${fraction(testAccuracy ?? Number.NaN)}`;
}

export function secondsBetween(start: Date, end: Date): number {
  return (end.getTime() - start.getTime()) / 1000;
}

/** Under npx the program has no name of its own in the shell. */
function npx(): string {
  return process.env.npm_command === 'exec' ? 'npx ' : '';
}

export function resumeHint(path: string): string {
  return `resume:  ${npx()}mnist-train --resume ${path}`;
}

/** How to evaluate models on the data they were trained on. */
export function nextHint(models: string, { dir }: Config['data']): string {
  return `next:    ${npx()}mnist-eval ${models}${dir === 'data' ? '' : ` --data-dir ${dir}`}`;
}

export function summary(
  path: string,
  outcome: Outcome,
  iterations: number,
  seconds: number,
  dataset: AboutDataset,
  config: Config,
): string {
  const { accuracy } = outcome;
  const { data, report } = config;
  const done =
    outcome.iterations === iterations ? count(iterations) : `${count(outcome.iterations)} of ${count(iterations)}`;
  const lines = [`${done} iterations on ${dataset.name} in ${duration(seconds)}`];
  if (outcome.loss !== null) lines[0] += `, last loss ${loss(outcome.loss)}`;
  if (accuracy) {
    const at = accuracy.iteration === outcome.iterations ? '' : ` (after iteration ${count(accuracy.iteration)})`;
    const test = outcome.testAccuracy === undefined ? '' : `test ${fraction(outcome.testAccuracy)}, `;
    lines.push(`accuracy: ${test}${unseenAccuracy(accuracy)}, train ${fraction(accuracy.trainAccuracy)}${at}`);
    const book = outcome.iterations === iterations ? bookAccuracy(config) : undefined;
    if (book !== undefined) lines.push(`the book’s run under NumPy: test ${fraction(book)}`);
  }
  const page = report && outcome.iterations === iterations ? 'report.html,' : '';
  lines.push(`written: ${path}/{loss.csv,accuracy.csv,model.json,${page}config.json,run.json}`);
  if (outcome.iterations < iterations) lines.push(resumeHint(path));
  lines.push(nextHint(`${path}/model.json`, data));
  return `${lines.join('\n')}\n`;
}
