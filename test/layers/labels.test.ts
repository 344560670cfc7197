import { describe, expect, test } from 'vitest';
import { array, classNumbers, oneHot } from '../../src/index.js';
import { flat, lists } from '../fixtures/arrays.js';

describe('classNumbers', () => {
  test('leaves class numbers as they are', () => {
    const t = array([2, 0, 1]);
    expect(classNumbers(t, 3)).toBe(t);
  });

  test('reads one-hot rows', () => {
    expect(
      flat(
        classNumbers(
          array([
            [0, 0, 1],
            [1, 0, 0],
            [0, 1, 0],
          ]),
          3,
        ),
      ),
    ).toEqual([2, 0, 1]);
  });

  test.each([
    ['a number too large', [0, 3], 'label 1 is 3'],
    ['a negative number', [-1, 0], 'label 0 is -1'],
    ['a fraction', [0.5], 'label 0 is 0.5'],
    ['NaN', [Number.NaN], 'label 0 is NaN'],
    [
      'a row of zeros',
      [
        [1, 0, 0],
        [0, 0, 0],
      ],
      'row 1',
    ],
    ['a row of two ones', [[1, 0, 1]], 'row 0'],
    ['a probability', [[0.3, 0.7, 0]], 'row 0'],
    ['one and a half ones', [[1, 0.5, 0]], 'row 0'],
    ['a one and a NaN', [[1, Number.NaN, 0]], 'row 0'],
    ['rows of another length', [[1, 0]], '[1,2]'],
    ['three dimensions', [[[1, 0, 0]]], '[1,1,3]'],
  ])('refuses %s', (_, t, message) => {
    expect(() => classNumbers(array(t), 3)).toThrow(RangeError);
    expect(() => classNumbers(array(t), 3)).toThrow(message);
  });
});

describe('oneHot', () => {
  test('makes rows of zeros and a one', () => {
    expect(lists(oneHot(array([2, 0, 0]), 3))).toEqual([
      [0, 0, 1],
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });

  test('is the inverse of classNumbers', () => {
    const t = array([4, 0, 3, 1, 2, 2]);
    expect(flat(classNumbers(oneHot(t, 5), 5))).toEqual(flat(t));
  });

  test.each([[[0, 3]], [[-1, 0]], [[0.5]]])('refuses %j with three classes', (t) => {
    expect(() => oneHot(array(t), 3)).toThrow(RangeError);
  });
});
