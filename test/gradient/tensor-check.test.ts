import { describe, expect, test } from 'vitest';
import { Comparison, type TensorCheck } from '../../src/gradient/tensor-check.js';

type Element = readonly [backprop: number, numerical: number, kink?: boolean];

/** Compares the elements of a vector. The error of a central difference at h is up to 2.2e-17 / h. */
function compared(elements: readonly Element[], h = 1e-5): TensorCheck {
  const comparison = new Comparison('b1', [elements.length], h);
  for (const [i, [backprop, numerical, kink = false]] of elements.entries())
    comparison.add(i, backprop, numerical, kink);
  return comparison.result();
}

function repeated(count: number, element: Element): Element[] {
  return Array.from({ length: count }, () => element);
}

describe('the errors', () => {
  test('‖a − b‖ / (‖a‖ + ‖b‖); the largest |a − b| / max(|a|, |b|)', () => {
    const both = compared([
      [3, 0],
      [8, 4],
      [0, 12],
    ]);
    expect(both.normError).toBeCloseTo(Math.hypot(3, 4, 12) / (Math.hypot(3, 8) + Math.hypot(4, 12)), 15);
    expect(both.maxError).toBe(1);
    expect(both).toMatchObject({ name: 'b1', size: 3, checked: 3, kinks: 0, verdict: 'disagrees', passed: false });
  });

  test('gradients below 1e-8 are compared by absolute error', () => {
    expect(compared([[1e-9, 2e-9]]).maxError).toBeCloseTo(0.1, 12);
  });

  test('are 0 for two zero gradients, which agree', () => {
    expect(compared([[0, 0]])).toMatchObject({ normError: 0, maxError: 0, verdict: 'agrees', passed: true });
  });

  test('leave out elements that cross a kink', () => {
    const many = compared([...repeated(19, [1, 1]), [7, -7, true]]);
    expect(many).toMatchObject({ checked: 20, kinks: 1, normError: 0, maxError: 0, verdict: 'agrees' });
  });

  test.each<[string, number[], number, number[]]>([
    ['vector', [9], 7, [7]],
    ['matrix', [3, 5], 13, [2, 3]],
  ])('name the worst element of a %s, the first of equally bad ones', (_, shape, element, index) => {
    const comparison = new Comparison('W1', shape, 1e-5);
    comparison.add(1, 5, 5, false);
    comparison.add(element, 2, 1, false);
    comparison.add(element + 1, 4, 2, false);
    expect(comparison.result().worst).toEqual({ index, backprop: 2, numerical: 1 });
  });

  test('NaN disagrees', () => {
    expect(
      compared([
        [1, 1],
        [Number.NaN, 1],
      ]).verdict,
    ).toBe('disagrees');
  });
});

describe('the verdict', () => {
  test.each<[string, Element[], number, TensorCheck['verdict']]>([
    ['‖a − b‖ up to 1e-8 (‖a‖ + ‖b‖)', [[10, 10 + 1.9e-7]], 1e-5, 'agrees'],
    ['‖a − b‖ above it', [[10, 10 + 2.1e-7]], 1e-5, 'disagrees'],
    ['‖a − b‖ above it by less than the rounding error of h', [[1, 1 + 2e-8 + 1e-10]], 1e-7, 'agrees'],
    ['‖a − b‖ above it by more than the rounding error of h', [[1, 1 + 2e-8 + 4e-10]], 1e-7, 'disagrees'],
    [
      'an element with an error below 1e-6',
      [
        [1, 1],
        [1e-3, 1e-3 + 0.9e-9],
      ],
      1e-5,
      'agrees',
    ],
    [
      'an element with an error above 1e-6',
      [
        [1, 1],
        [1e-3, 1e-3 + 1.1e-9],
      ],
      1e-5,
      'disagrees',
    ],
    [
      'the same error, within the rounding error of h',
      [
        [1, 1],
        [1e-3, 1e-3 + 1.1e-9],
      ],
      1e-7,
      'agrees',
    ],
    ['‖a‖ + ‖b‖ below 100 rounding errors', [[1e-11, 1e-11]], 1e-5, 'rounding'],
    ['the same gradient at a larger h', [[1e-11, 1e-11]], 1e-3, 'agrees'],
    ['rounding errors grow with √elements: below', repeated(4, [6e-11, 6e-11]), 1e-5, 'rounding'],
    ['rounding errors grow with √elements: above', repeated(4, [1.2e-10, 1.2e-10]), 1e-5, 'agrees'],
    [
      'elements at a kink have no rounding error',
      [...repeated(100, [1.15e-10, 1.15e-10] as Element), ...repeated(10, [0, 0, true])],
      1e-5,
      'agrees',
    ],
    ['one kink in ten elements', [...repeated(9, [1, 1]), [1, 1, true]], 1e-5, 'agrees'],
    ['two kinks in ten elements', [...repeated(8, [1, 1]), ...repeated(2, [1, 1, true])], 1e-5, 'kinks'],
    [
      'two kinks and a wrong element',
      [...repeated(7, [1, 1]), [1, 2], ...repeated(2, [1, 1, true])],
      1e-5,
      'disagrees',
    ],
  ])('%s', (_, elements, h, verdict) => {
    expect(compared(elements, h)).toMatchObject({ verdict, passed: verdict === 'agrees' });
  });
});
