import { expect, test } from 'vitest';
import { gaussianWeights } from '../../src/augment/gaussian.js';
import { smoothing } from '../../src/augment/smoothing.js';
import { displacements } from '../../src/bench/distortion-reference.js';
import { philox4x32 } from '../../src/random/philox.js';

test.each([0.5, 0.9, 2, 5, 12.3, 20])('sigma %d: the weights are those of the Gaussian filter in SciPy', (sigma) => {
  const radius = Math.floor(4 * sigma + 0.5);
  const bell = Array.from({ length: radius + 1 }, (_, d) => Math.exp((-d * d) / (2 * sigma * sigma)));
  const sum = 2 * bell.reduce((sum, weight) => sum + weight) - 1;
  const weights = gaussianWeights(sigma);
  expect(weights).toHaveLength(radius + 1);
  for (const [d, weight] of weights.entries()) expect(Math.abs(weight * sum - bell[d])).toBeLessThan(1e-12);
});

test('integer weights are symmetric, end where the Gaussian ends, and never overflow', () => {
  for (let sigma = 0.5; sigma <= 20; sigma += 0.25) {
    const { weight } = smoothing(sigma);
    const radius = Math.floor(4 * sigma + 0.5);
    let sum = 0;
    for (let d = -radius; d <= radius; d++) {
      expect(weight(d)).toBe(weight(-d));
      sum += weight(d);
    }
    expect(weight(radius + 1)).toBe(0);
    expect(2 * weight(0)).toBeLessThan(2 ** 15);
    // As in assembly/smooth.ts: a folded sum of four noise bytes, weighted along one axis, then along the other.
    const first = (510 * sum) / 1024 + 1;
    expect(first).toBeLessThan(2 ** 15);
    expect(2 * sum * (first / 2 + 1)).toBeLessThan(2 ** 31);
  }
});

/** Displacement fields of 28 × 28 pixels, dx and dy of one image after the other. */
function fields(sigma: number, alpha: number, count: number): Float64Array[] {
  return Array.from({ length: count }, (_, image) => {
    const { dx, dy } = displacements({ alpha, sigma }, 28, 28, (k) => {
      const words = Uint32Array.of(k, image, 1, 0);
      philox4x32(words, 4, 1);
      return words;
    });
    return [dx.values, dy.values];
  }).flat();
}

const at = (x: number, y: number) => y * 28 + x;

test.each([
  [5, 36],
  [2, 8],
])('sigma %d, alpha %d: displacements have the variance and correlation that theory predicts', (sigma, alpha) => {
  const all = fields(sigma, alpha, 300);
  const weights = gaussianWeights(sigma);
  const weight = (k: number, x: number) => weights[Math.abs(k - x)] ?? 0;
  /** Σ w(k − x) w(k − x') over the pixels k of the image. */
  const overlap = (x: number, other: number) => {
    let sum = 0;
    for (let k = 0; k < 28; k++) sum += weight(k, x) * weight(k, other);
    return sum;
  };
  const product = (a: number, b: number) => all.reduce((sum, field) => sum + field[a] * field[b], 0) / all.length;
  const variance = (x: number, y: number) => ((alpha * alpha) / 3) * overlap(x, x) * overlap(y, y);
  for (const [x, y] of [
    [14, 14],
    [0, 0],
    [27, 14],
    [3, 25],
  ]) {
    // 600 fields: the standard error of a variance is 6 %.
    expect(product(at(x, y), at(x, y)) / variance(x, y)).toBeGreaterThan(0.8);
    expect(product(at(x, y), at(x, y)) / variance(x, y)).toBeLessThan(1.2);
  }
  const neighbours = product(at(14, 14), at(15, 14)) / product(at(14, 14), at(14, 14));
  expect(neighbours).toBeCloseTo(overlap(14, 15) / overlap(14, 14), 1);
  expect(Math.abs(all.reduce((sum, field) => sum + field[at(14, 14)], 0) / all.length)).toBeLessThan(
    4 * Math.sqrt(variance(14, 14) / all.length),
  );
  // dx and dy of an image are independent.
  const both = all.filter((_, i) => i % 2 === 0).map((dx, i) => dx[at(14, 14)] * all[2 * i + 1][at(14, 14)]);
  expect(Math.abs(both.reduce((sum, xy) => sum + xy, 0) / both.length)).toBeLessThan(0.25 * variance(14, 14));
});
