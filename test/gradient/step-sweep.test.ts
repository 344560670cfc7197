import { expect, test } from 'vitest';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { checkGradient, chooseElements } from '../../src/gradient/check.js';
import { type StepRow, sweepSteps } from '../../src/gradient/step-sweep.js';
import type { TensorCheck } from '../../src/gradient/tensor-check.js';
import { Philox } from '../../src/random/philox.js';
import { netAtKink, network, t, x } from './small-net.js';

const STEPS = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

const [float64, float32] = (['float64', 'float32'] as const).map((precision) => ({
  net: network([6], 'sigmoid', createReferenceEngine(precision)),
  x,
  t,
}));
const elements = chooseElements(float64.net, 5, new Philox(0, 0));

function swept(at = float64, h = 1e-5): { rows: StepRow[]; counts: number[] } {
  const steps = sweepSteps(at, float32, elements, h);
  const counts: number[] = [];
  for (;;) {
    const step = steps.next();
    if (step.done) return { rows: step.value, counts };
    counts.push(step.value);
  }
}

const largest = (tensors: TensorCheck[], key: 'normError' | 'maxError') =>
  Math.max(...tensors.map((tensor) => tensor[key]));

test('each step size once, the largest first, also the given one', () => {
  expect(swept().rows.map(({ h }) => h)).toEqual(STEPS);
  expect(swept(float64, 0.03).rows.map(({ h }) => h)).toEqual([0.1, 0.03, ...STEPS.slice(1)]);
});

test('yields after each comparison of each of the three checks', () => {
  const { counts } = swept();
  const one = Array.from({ length: 5 + 5 + 5 + 4 }, (_, i) => i + 1);
  expect(counts).toEqual(Array.from({ length: 8 * 3 }, () => one).flat());
});

test('a row has the errors of the worst tensor in three ways', () => {
  for (const row of swept().rows) {
    const of = ({ net }: typeof float64, subtracting: boolean) =>
      checkGradient(net, x, t, elements, { h: row.h, subtracting });
    expect(row).toEqual({
      h: row.h,
      normError: largest(of(float64, false), 'normError'),
      maxError: largest(of(float64, false), 'maxError'),
      kinks: 0,
      subtractedNormError: largest(of(float64, true), 'normError'),
      float32NormError: largest(of(float32, true), 'normError'),
    });
  }
});

test('subtracting loses digits at small steps, and float32 loses all', () => {
  const row = swept().rows[6];
  expect(row.h).toBe(1e-7);
  expect(row.normError).toBeLessThan(1e-8);
  expect(row.subtractedNormError).toBeGreaterThan(3 * row.normError);
  expect(row.float32NormError).toBeGreaterThan(0.1);
});

test('kinks are added up over the tensors', () => {
  const { rows } = swept({ net: netAtKink(6), x, t });
  const first = elements.W1.filter((element) => element % 6 === 0).length + elements.b1.filter((i) => i === 0).length;
  expect(first).toBeGreaterThan(0);
  for (const { h, kinks } of rows) if (h <= 1e-5) expect(kinks).toBe(first);
});
