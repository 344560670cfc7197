import type { Config } from '../../config/schema.js';
import { shellWords } from '../../files/shell-words.js';
import { quantity } from '../../quantity.js';
import { isFinished } from '../../run/outcome.js';
import type { Run } from '../../run/run.js';
import { monitoredAccuracy } from './accuracy.js';
import { bookAccuracy } from './book-accuracy.js';
import { curvesText } from './curves.js';
import { fitted } from './fit.js';
import { healthJson, hopelessLines } from './health.js';
import { count, duration, fraction, loss } from './numbers.js';

/** The result of a run as text, with its curves if the terminal can show them. */
export function runText(run: Run, curves: 'none' | 'ascii' | 'unicode', columns?: number): string {
  const drawn = curves === 'none' ? '' : curvesText(run.folder, curves === 'unicode', run.monitored, columns);
  return drawn + summary(run);
}

/** The result of a run for `--json`. */
export function runDocument({ folder, outcome, iterations, health, config }: Run): object {
  const interrupted = !isFinished(outcome, iterations);
  return { run: folder, ...outcome, interrupted, health: healthJson(health), config };
}

function summary({ folder, outcome, iterations, dataset, health, config, seconds }: Run): string {
  const { accuracy, endedEarly } = outcome;
  const isDone = isFinished(outcome, iterations);
  const done =
    outcome.iterations === iterations ? count(iterations) : `${count(outcome.iterations)} of ${count(iterations)}`;
  const lines = [`${done} iterations on ${dataset.name} in ${duration(seconds())}`];
  if (outcome.loss !== null) lines[0] += `, last loss ${loss(outcome.loss)}`;
  if (endedEarly) {
    const { patience, bestIteration } = endedEarly;
    const since = `since iteration ${count(bestIteration)}`;
    lines.push(`ended early: ${quantity(patience, 'evaluation')} without improvement on held-out images ${since}`);
  }
  if (accuracy) {
    const at = accuracy.iteration === outcome.iterations ? '' : ` (after iteration ${count(accuracy.iteration)})`;
    const test = outcome.testAccuracy === undefined ? '' : `test ${fraction(outcome.testAccuracy)}, `;
    lines.push(`accuracy: ${test}${monitoredAccuracy(accuracy)}, train ${fraction(accuracy.trainAccuracy)}${at}`);
    const book = isDone ? bookAccuracy(config) : undefined;
    if (book !== undefined) lines.push(`the book’s run under NumPy: test ${fraction(book)}`);
  }
  lines.push(...hopelessLines(health));
  const page = config.report && isDone ? 'report.html,' : '';
  // not wrapped, so that users can copy them
  const paths = [`written: ${folder}/{loss.csv,accuracy.csv,model.json,${page}config.json,run.json}`];
  if (!isDone) paths.push(resumeHint(folder));
  paths.push(nextHint(`${shellWords(folder)}/model.json`, config));
  return `${fitted(lines.join('\n'))}\n${paths.join('\n')}\n`;
}

export function resumeHint(folder: string): string {
  return `resume:  ${npx()}mnist-train --resume ${shellWords(folder)}`;
}

/** The command that evaluates models on their own data. models: words for a shell. */
export function nextHint(models: string, { data: { dir } }: Config): string {
  return `next:    ${npx()}mnist-eval ${models}${dir === 'data' ? '' : ` --data-dir ${shellWords(dir)}`}`;
}

/** `npx ` if npx started this program, because the shell then does not find the program by its name. */
export function npx(): string {
  return process.env.npm_command === 'exec' ? 'npx ' : '';
}
