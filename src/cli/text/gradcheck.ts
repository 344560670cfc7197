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
      '  direct: the difference of the losses computed from the scores; subtracted:\n' +
      '  two losses of similar size subtracted, as in the book, where small h leaves\n' +
      '  only rounding; kinks: elements that move a unit across zero, where its\n' +
      '  activation has a kink; they are left out.\n',
    `float32 back-propagation is ${error(report.float32Distance)} away from float64.\n`,
    verdict(report, colour),
  ].join('\n');
}

const SAYS: Record<Verdict, string> = { agrees: 'yes', disagrees: 'no', kinks: 'kinks', rounding: 'rounding' };

/** Each tensor, then its worst element: 80 columns hold no more. */
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
  const untold = `nothing can be told of ${undecided.join(', ')}: too many kinks, or gradients no larger than rounding`;
  if (!passed) return `${paint(33, 'UNDECIDED')}: ${untold}.\n`;
  const lines = [`${paint(32, 'RIGHT')}: back-propagation is the gradient of the loss\n(${limits}).`];
  const better = [atStart, afterSteps].flatMap(({ agreesAt }) => Object.values(agreesAt)).find((step) => step !== h);
  if (better) lines.push(`h = ${error(h)} is too coarse or too fine to show it everywhere; h = ${error(better)} does.`);
  if (undecided.length > 0) lines.push(`In one of the two checks ${untold}.`);
  return `${lines.join('\n')}\n`;
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}
