import type { Config } from '../../config/schema.js';
import type { Run } from '../../run/run.js';
import { monitoredAccuracy } from './accuracy.js';
import { bookAccuracy } from './book-accuracy.js';
import { curvesText } from './curves.js';
import { healthJson, hopelessLines } from './health.js';
import { count, duration, fraction, loss } from './numbers.js';

/** What a run came to as a person reads it, with its curves if the terminal can show them. */
export function runText(run: Run, seconds: number, curves: 'none' | 'ascii' | 'unicode'): string {
  const drawn = curves === 'none' ? '' : curvesText(run.folder, curves === 'unicode', run.monitored);
  return drawn + summary(run, seconds);
}

export function runJson({ folder, outcome, iterations, health, config }: Run): string {
  const interrupted = outcome.iterations < iterations;
  return `${JSON.stringify({ run: folder, ...outcome, interrupted, health: healthJson(health), config }, null, 2)}\n`;
}

function summary({ folder, outcome, iterations, dataset, health, config }: Run, seconds: number): string {
  const { accuracy } = outcome;
  const isFinished = outcome.iterations === iterations;
  const done = isFinished ? count(iterations) : `${count(outcome.iterations)} of ${count(iterations)}`;
  const lines = [`${done} iterations on ${dataset.name} in ${duration(seconds)}`];
  if (outcome.loss !== null) lines[0] += `, last loss ${loss(outcome.loss)}`;
  if (accuracy) {
    const at = accuracy.iteration === outcome.iterations ? '' : ` (after iteration ${count(accuracy.iteration)})`;
    const test = outcome.testAccuracy === undefined ? '' : `test ${fraction(outcome.testAccuracy)}, `;
    lines.push(`accuracy: ${test}${monitoredAccuracy(accuracy)}, train ${fraction(accuracy.trainAccuracy)}${at}`);
    const book = isFinished ? bookAccuracy(config) : undefined;
    if (book !== undefined) lines.push(`the book’s run under NumPy: test ${fraction(book)}`);
  }
  lines.push(...hopelessLines(health));
  const page = config.report && isFinished ? 'report.html,' : '';
  lines.push(`written: ${folder}/{loss.csv,accuracy.csv,model.json,${page}config.json,run.json}`);
  if (!isFinished) lines.push(resumeHint(folder));
  lines.push(nextHint(`${folder}/model.json`, config));
  return `${lines.join('\n')}\n`;
}

export function resumeHint(folder: string): string {
  return `resume:  ${npx()}mnist-train --resume ${folder}`;
}

/** How to evaluate models on the data they were trained on. */
export function nextHint(models: string, { data: { dir } }: Config): string {
  return `next:    ${npx()}mnist-eval ${models}${dir === 'data' ? '' : ` --data-dir ${dir}`}`;
}

/** Under npx the program has no name of its own in the shell. */
export function npx(): string {
  return process.env.npm_command === 'exec' ? 'npx ' : '';
}
