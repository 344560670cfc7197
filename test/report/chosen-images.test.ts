import { describe, expect, test } from 'vitest';
import { chooseImages, evenlySpaced, packImages } from '../../src/report/chosen-images.js';

// 40 images of class 0. Each has one pixel, its index. The first 20 are predicted as 1, the others as 0. Confidence increases.
const N = 40;
const test40 = { images: Uint8Array.from({ length: N }, (_, n) => n), labels: new Uint8Array(N), count: N };
const confidence = (n: number) => 0.5 + n / 100;
const chosen = chooseImages(test40, {
  loss: 0,
  labels: test40.labels,
  predicted: Uint8Array.from({ length: N }, (_, n) => (n < 20 ? 1 : 0)),
  probabilities: Float32Array.from({ length: 2 * N }, (_, i) => {
    const n = Math.floor(i / 2);
    return (i % 2 === 1) === n < 20 ? confidence(n) : 1 - confidence(n);
  }),
});

describe('twelve images per cell', () => {
  test('of a cell with mistakes: those with the largest outputs', () => {
    const wrong = chosen.index.filter((_, i) => chosen.predicted[i] === 1);
    expect(wrong).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test('of a cell with correct predictions: from the largest output to the smallest', () => {
    const right = chosen.index.filter((_, i) => chosen.predicted[i] === 0);
    expect(right.length).toBe(12);
    expect([right[0], right[11]]).toEqual([20, 39]);
  });

  test('have their pixels', () => {
    expect([...Buffer.from(packImages(test40, chosen.index), 'base64')]).toEqual(chosen.index);
  });

  test('mistakes start with the largest output', () => {
    expect(chosen.mistakes.map((i) => chosen.index[i])).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8]);
  });

  test('the forward pass is shown for a correct prediction of each class and a mistake', () => {
    expect(chosen.followed.map((i) => chosen.index[i])).toEqual([20, 19]);
  });
});

test('evenlySpaced keeps both ends', () => {
  expect(evenlySpaced([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 3, 6]);
  expect(evenlySpaced([1, 2], 3)).toEqual([1, 2]);
});
