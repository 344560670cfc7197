import { expect, test } from 'vitest';
import { gradcheckText } from '../../../src/cli/text/gradcheck.js';
import type { CheckedBatch } from '../../../src/gradient/check-batch.js';
import type { GradcheckReport } from '../../../src/run/gradcheck.js';

const H = 1e-5;

/** A check of a net with one tensor, which agrees by default. */
function checked(facts: Partial<CheckedBatch> = {}): CheckedBatch {
  const errors = { normError: 1e-11, maxError: 1e-9, worst: null };
  const tensor = { name: 'W1', size: 6, checked: 6, kinks: 0, ...errors, verdict: 'agrees', passed: true } as const;
  return { tensors: [tensor], agreesAt: { W1: H }, wrong: [], undecided: [], ...facts };
}

/** The last paragraph. */
function verdict(facts: Partial<GradcheckReport>, colour = false): string {
  const net = { net: '3-2 relu', dataset: 'strokes', images: 10, h: H, steps: 5, sweep: [], float32Distance: 1e-7 };
  const report = { ...net, passed: true, atStart: checked(), afterSteps: checked(), ...facts } as GradcheckReport;
  return gradcheckText(report, colour).split('\n\n').at(-1) ?? '';
}

const LIMITS = 'norm error ≤ 1e-8, every element ≤ 1e-6 away from kinks';
const INCONCLUSIVE = 'too many kinks, or gradients no larger than rounding errors.\n';
const RIGHT = `RIGHT: back-propagation is the gradient of the loss\n(${LIMITS}).\n`;

test('says RIGHT if the gradients agree', () => {
  expect(verdict({})).toBe(RIGHT);
});

test('names each tensor that is wrong in one of the two checks once', () => {
  const wrong = { atStart: checked({ wrong: ['W1'] }), afterSteps: checked({ wrong: ['W1', 'b2'] }), passed: false };
  expect(verdict(wrong)).toBe(`WRONG: back-propagation is not the gradient of the loss: W1, b2 (${LIMITS}).\n`);
  expect(verdict(wrong, true)).toContain('\x1b[31mWRONG\x1b[0m: ');
});

test('says UNDECIDED if both checks are inconclusive', () => {
  const nothing = checked({ agreesAt: {}, undecided: ['W1'] });
  const told = verdict({ atStart: nothing, afterSteps: nothing, passed: false });
  expect(told).toBe(`UNDECIDED: inconclusive for W1: ${INCONCLUSIVE}`);
});

test('names another h at which tensors agree, and tensors that one check left undecided', () => {
  const [coarse, open] = [checked({ agreesAt: { W1: 1e-7 } }), checked({ undecided: ['b1'] })];
  expect(verdict({ atStart: coarse, afterSteps: open })).toBe(
    `${RIGHT}Some tensors agree only at h = 1e-7; h = 1e-5 is too large or too small for them.\n` +
      `One of the two checks is inconclusive for b1: ${INCONCLUSIVE}`,
  );
});
