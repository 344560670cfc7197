import { csvText } from '../../files/csv.js';
import type { OutputName } from '../../network/outputs.js';
import type { ReadFile } from '../../run/read-images.js';
import type { Metrics } from '../../training/evaluation/metrics.js';
import { classTables } from './evaluation.js';
import { count, duration, fraction } from './numbers.js';

/** The table as CSV, one row per file. */
export function imagesCsv(rows: readonly ReadFile[], output: OutputName): string {
  const header = ['file', 'digit', output, 'second', 'remark'];
  const cells = rows.map(({ file, digit, probability, second, remark }) => [file, digit, probability, second, remark]);
  return csvText([header, ...cells]);
}

/** How many images were read and, if their folders are named after classes, how many correctly. */
export function imagesText(
  folder: string,
  { rows, seconds, others }: { rows: readonly ReadFile[]; seconds: number; others: number },
  classes: readonly string[],
  result: Metrics | undefined,
): string {
  const read = rows.filter(({ digit }) => digit !== null).length;
  const rest = others === 0 ? '' : `; ${count(others)} other files skipped`;
  const head = `${folder}: ${count(read)} of ${count(rows.length)} images read in ${duration(seconds)}${rest}\n`;
  if (result === undefined) return head;
  const { accuracy, interval, correct } = result;
  return [
    `${head}compared with the folder names: ${count(correct)} right, ${count(result.count - correct)} wrong\n`,
    `accuracy ${fraction(accuracy)}  (95 % interval ${fraction(interval[0])} to ${fraction(interval[1])})\n`,
    classTables(result, classes),
  ].join('\n');
}
