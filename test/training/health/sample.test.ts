import { expect, test } from 'vitest';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { sampleHalves } from '../../../src/training/health/sample.js';
import { type LoadedSplit, loadSplit } from '../../../src/training/training-data.js';

function splitOf(count: number): LoadedSplit {
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 7);
  return loadSplit(createReferenceEngine('float32'), { images: new Uint8Array(count), labels, count }, 1);
}

test.each([
  { trained: 1, size: 100 },
  { trained: 60_000, size: 200 },
  { trained: 1e7, size: 1000 },
])('the halves of a run that sees $trained images have $size each', ({ trained, size }) => {
  expect(sampleHalves(splitOf(5000), trained).map(({ x }) => x.index.length)).toEqual([size, size]);
});

test('the halves take turns, evenly spread over the split, with the labels of their images', () => {
  const split = splitOf(1000);
  const [a, b] = sampleHalves(split, 0);
  expect(Array.from(a.x.index)).toEqual(Array.from({ length: 100 }, (_, i) => 10 * i));
  expect(Array.from(b.x.index)).toEqual(Array.from({ length: 100 }, (_, i) => 10 * i + 5));
  for (const { x, t } of [a, b]) expect(Array.from(t.data)).toEqual(Array.from(x.index, (n) => n % 7));
});

test('a small split is divided in two, and one image is in both halves', () => {
  expect(sampleHalves(splitOf(7), 0).map(({ x }) => Array.from(x.index))).toEqual([
    [0, 2, 4],
    [1, 3, 5],
  ]);
  expect(sampleHalves(splitOf(1), 0).map(({ x }) => Array.from(x.index))).toEqual([[0], [0]]);
});
