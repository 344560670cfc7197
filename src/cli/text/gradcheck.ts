import type { StepRow } from '../../gradient/step-sweep.js';
import { ELEMENT_TOLERANCE, NORM_TOLERANCE, type TensorCheck, type Verdict } from '../../gradient/tensor-check.js';
import type { GradcheckReport } from '../../run/gradcheck.js';
import { count, error } from './numbers.js';
import { table } from './table.js';

export function gradcheckText(report: GradcheckReport, colour: boolean): string {
  const { net, dataset, images, h, steps, sweep } = report;
  return [
    `back-propagation against (L(w + h) − L(w − h)) / 2h, h = ${error(h)}\n${net}, float64, ${images} images of ${dataset}\n`,
    `at the start\n${tensorTable(report.atStart.tensors)}`,
    `after ${count(steps)} training steps, another batch\n${tensorTable(report.afterSteps.tensors)}`,
    `the step h, after ${count(steps)} training steps (worst tensor)\n${stepTable(sweep)}` +
      '  direct: the difference of the losses is computed from the scores.\n' +
      '  subtracted: two losses are subtracted, as in the book; with a small h only\n' +
      '  rounding errors are left.\n' +
      '  kinks: elements that move a unit across zero, where its activation has a\n' +
      '  kink; they are left out.\n',
    `float32 back-propagation differs from float64 by ${error(report.float32Distance)}.\n`,
    verdict(report, colour),
  ].join('\n');
}

const SAYS: Record<Verdict, string> = { agrees: 'yes', disagrees: 'no', kinks: 'kinks', rounding: 'rounding' };

/** Two tables, since one is wider than 80 columns: the tensors, and their worst elements. */
function tensorTable(checks: readonly TensorCheck[]): string {
  const tensors = table([
    ['tensor', 'checked', 'kinks', 'norm error', 'max error', 'agrees'],
    ...checks.map((check) => [
      check.name,
      check.checked === check.size ? `all ${count(check.size)}` : `${count(check.checked)} of ${count(check.size)}`,
      count(check.kinks),
      error(check.normError),
      error(check.maxError),
      SAYS[check.verdict],
    ]),
  ]);
  const worst = table([
    ['worst element', 'back-propagation', 'difference'],
    ...checks.flatMap(({ name, worst }) =>
      worst
        ? [[`${name}[${worst.index.join(', ')}]`, worst.backprop.toExponential(6), worst.numerical.toExponential(6)]]
        : [],
    ),
  ]);
  return tensors + worst;
}

function stepTable(rows: readonly StepRow[]): string {
  return table([
    ['h', 'direct: norm', 'max', 'kinks', 'subtracted: norm', 'float32: norm'],
    ...rows.map((row) => [
      row.h.toExponential(0),
      error(row.normError),
      error(row.maxError),
      count(row.kinks),
      error(row.subtractedNormError),
      error(row.float32NormError),
    ]),
  ]);
}

function verdict(report: GradcheckReport, colour: boolean): string {
  const { passed, atStart, afterSteps, h } = report;
  const paint = (code: number, text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const limits = `norm error ≤ ${error(NORM_TOLERANCE)}, every element ≤ ${error(ELEMENT_TOLERANCE)} away from kinks`;
  const wrong = union(atStart.wrong, afterSteps.wrong);
  if (wrong.length > 0) {
    return `${paint(31, 'WRONG')}: back-propagation is not the gradient of the loss: ${wrong.join(', ')} (${limits}).\n`;
  }
  const undecided = union(atStart.undecided, afterSteps.undecided);
  const inconclusive = `inconclusive for ${undecided.join(', ')}: too many kinks, or gradients no larger than rounding errors`;
  if (!passed) return `${paint(33, 'UNDECIDED')}: ${inconclusive}.\n`;
  const lines = [`${paint(32, 'RIGHT')}: back-propagation is the gradient of the loss\n(${limits}).`];
  const better = [atStart, afterSteps].flatMap(({ agreesAt }) => Object.values(agreesAt)).find((step) => step !== h);
  if (better)
    lines.push(`Some tensors agree only at h = ${error(better)}; h = ${error(h)} is too large or too small for them.`);
  if (undecided.length > 0) lines.push(`One of the two checks is ${inconclusive}.`);
  return `${lines.join('\n')}\n`;
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}
