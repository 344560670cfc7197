import { describe, expect, test } from 'vitest';
import { chooseImages, packImages, spread } from '../../src/report/chosen-images.js';

// 40 images of one pixel, its number: all of class 0, the first 20 called 1 and the others 0, the surer the later
const N = 40;
const test40 = { images: Uint8Array.from({ length: N }, (_, n) => n), labels: new Uint8Array(N), count: N };
const sure = (n: number) => 0.5 + n / 100;
const chosen = chooseImages(test40, {
  loss: 0,
  labels: test40.labels,
  predicted: Uint8Array.from({ length: N }, (_, n) => (n < 20 ? 1 : 0)),
  probabilities: Float32Array.from({ length: 2 * N }, (_, i) => {
    const n = Math.floor(i / 2);
    return (i % 2 === 1) === n < 20 ? sure(n) : 1 - sure(n);
  }),
});

describe('twelve images of each cell', () => {
  test('of a mistake those of which the net was surest', () => {
    const wrong = chosen.index.filter((_, place) => chosen.predicted[place] === 1);
    expect(wrong).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  test('of right answers some from the surest to the least sure', () => {
    const right = chosen.index.filter((_, place) => chosen.predicted[place] === 0);
    expect(right.length).toBe(12);
    expect([right[0], right[11]]).toEqual([20, 39]);
  });

  test('with their pixels', () => {
    expect([...Buffer.from(packImages(test40, chosen.index), 'base64')]).toEqual(chosen.index);
  });

  test('the surest mistake comes first', () => {
    expect(chosen.mistakes.map((place) => chosen.index[place])).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8]);
  });

  test('a right answer of each class and a mistake are followed', () => {
    expect(chosen.followed.map((place) => chosen.index[place])).toEqual([20, 19]);
  });
});

test('spread keeps both ends', () => {
  expect(spread([0, 1, 2, 3, 4, 5, 6], 3)).toEqual([0, 3, 6]);
  expect(spread([1, 2], 3)).toEqual([1, 2]);
});
