import { expect, test } from 'vitest';
import { array, assign, copy, setAll, values, zeros } from '../src/array.js';

test('assign copies by index, for any strides and types', () => {
  const x = array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const y = zeros([3, 2], 'float32');
  assign(y.transpose(1, 0), x);
  expect([...values(y)]).toEqual([1, 4, 2, 5, 3, 6]);
  assign(y.pick(1, null), y.pick(2, null));
  expect([...values(y)]).toEqual([1, 4, 3, 6, 3, 6]);
});

test('copies a single number', () => {
  expect([...values(copy(array(3)))]).toEqual([3]);
});

test('setAll changes only the view', () => {
  const y = zeros([3, 2]);
  setAll(y.pick(null, 1), 7);
  expect([...values(y)]).toEqual([0, 7, 0, 7, 0, 7]);
});

test('rejects lists of unequal length', () => {
  expect(() => array([[1, 2], [3]])).toThrow('array: lists of unequal length where shape [2,2] was expected');
  expect(() => array([[1, 2], 3, 4, 5])).toThrow('shape [4,2]');
});
