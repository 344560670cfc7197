import { describe, expect, test } from 'vitest';
import { digits } from '../../../src/dataset/strokes/digits.js';
import { smooth } from '../../../src/dataset/strokes/path.js';
import { ways } from '../../../src/dataset/strokes/skeleton.js';

describe('ways', () => {
  test('parses points, corners and lifts', () => {
    const [{ weight, hands, joints }, other] = ways(`
      2: 0,-5 10,20! 30,40 /7,8 9,10
      1,2 3,4! 5,6 /7,8 9,10
      0.5: 1,2 3,4
    `);
    expect([weight, other.weight]).toEqual([2, 0.5]);
    expect([hands.length, other.hands.length]).toEqual([2, 1]);
    expect(hands[0]).toEqual(Float64Array.of(0, -5, 10, 20, 30, 40, 7, 8, 9, 10));
    expect(joints).toEqual(['smooth', 'corner', 'smooth', 'lift', 'smooth']);
  });
});

describe('the table of digits', () => {
  test.each(digits.map(({ ways }, digit) => [digit, ways] as const))(
    '%i: all hands of a way have the same number and type of points',
    (_, ways) => {
      for (const { weight, hands, joints } of ways) {
        expect(weight).toBeGreaterThan(0);
        for (const hand of hands) {
          expect(hand).toHaveLength(2 * joints.length);
          expect(hand.every(Number.isFinite)).toBe(true);
        }
      }
    },
  );
});

describe('smooth', () => {
  const points = Float64Array.of(0, 0, 10, 0, 10, 10, 50, 50, 60, 60);

  test('passes through every point', () => {
    const { x, y } = smooth(points, ['smooth', 'smooth', 'smooth', 'smooth', 'smooth']);
    const vertices = x.map((value, i) => `${value},${y[i]}`);
    for (const point of ['0,0', '10,0', '10,10', '50,50', '60,60']) expect(vertices).toContain(point);
  });

  test('gives straight lines between corners and no line where the pen is lifted', () => {
    const { x, y, down } = smooth(points, ['smooth', 'corner', 'smooth', 'lift', 'smooth']);
    expect(down.filter((on) => !on)).toHaveLength(2);
    expect(y.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(x.slice(5, 11)).toEqual([10, 10, 10, 10, 10, 10]);
  });
});
