import { HALF, halved, measures } from './shape.js';
import { SHAPES } from './shapes.js';

const { components, threshold } = SHAPES;
const FEATURES = components + 5;
const CLASSES = 10;

const [mean, basis, centres, factors, offsets] = SHAPES.arrays.map(({ scale, data }) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 2 }, (_, i) => scale * view.getInt16(2 * i, true));
});

/**
 * Distance of a 28×28 image from MNIST's digits: −2 log of the largest of ten Gaussian densities, one for each digit,
 * minus a constant (quadratic discriminant analysis: Hastie et al. 2009, section 4.3). Features: the first principal
 * components of the halved image, the norm of the residual, and some measures of shape. test/fixtures/shapes/make.mjs
 * computes the constants from MNIST's training images.
 */
function distanceToDigits(pixels: Uint8Array): number {
  const features = featuresOf(pixels);
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < CLASSES; k++) {
    let distance = offsets[k];
    let at = (k * FEATURES * (FEATURES + 1)) / 2;
    for (let i = 0; i < FEATURES; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += factors[at++] * (features[j] - centres[k * FEATURES + j]);
      distance += sum * sum;
    }
    if (distance < least) least = distance;
  }
  return least;
}

/** Whether a 28×28 image is at most as far from the digits as 98 % of MNIST's images are. */
export function looksLikeDigit(pixels: Uint8Array): boolean {
  return distanceToDigits(pixels) <= threshold;
}

function featuresOf(pixels: Uint8Array): number[] {
  const half = halved(pixels).map((value, i) => value - mean[i]);
  let left = half.reduce((sum, value) => sum + value * value, 0);
  const features = Array.from({ length: components }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < HALF * HALF; i++) sum += basis[k * HALF * HALF + i] * half[i];
    left -= sum * sum;
    return sum;
  });
  return [...features, Math.sqrt(Math.max(0, left)), ...measures(pixels)];
}
