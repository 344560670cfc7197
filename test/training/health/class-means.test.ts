import { expect, test } from 'vitest';
import { createReferenceEngine } from '../../../src/engine/reference/engine.js';
import { nearestMeanAccuracy } from '../../../src/training/health/class-means.js';
import { loadSplit, takeBatch } from '../../../src/training/training-data.js';

/** Images of two pixels: class 0 near (100, 0), class 1 near (0, 100); there is no class 2. */
const IMAGES = Uint8Array.from([90, 0, 110, 10, 0, 90, 10, 110, 95, 5, 5, 95]);

test.each([
  ['labels that belong to their images', [0, 0, 1, 1, 0, 1], 1],
  ['labels of the others', [0, 0, 1, 1, 1, 0], 0],
])('the nearest class mean recognises %s', (_, labels, accuracy) => {
  const engine = createReferenceEngine('float64');
  const split = loadSplit(engine, { images: IMAGES, labels: Uint8Array.from(labels), count: 6 }, 2);
  const known = takeBatch(split, Int32Array.of(0, 1, 2, 3));
  const tried = takeBatch(split, Int32Array.of(4, 5));
  expect(nearestMeanAccuracy(engine, 3, known, tried)).toBe(accuracy);
});

// Means (30, 0) and (200, 200). The first tried image has its largest product with the mean that is farther away; the second
// is a little nearer to (200, 200); the third is nearest to (0, 0), the mean of class 2, which has no images.
test('the nearest mean is not the one with the largest product, and a class without images never wins', () => {
  const engine = createReferenceEngine('float64');
  const images = Uint8Array.from([20, 0, 40, 0, 200, 200, 50, 10, 110, 105, 5, 5]);
  const split = loadSplit(engine, { images, labels: Uint8Array.of(0, 0, 1, 0, 1, 0), count: 6 }, 2);
  const known = takeBatch(split, Int32Array.of(0, 1, 2));
  for (const image of [3, 4, 5]) {
    expect(nearestMeanAccuracy(engine, 3, known, takeBatch(split, Int32Array.of(image)))).toBe(1);
  }
});
