import { shareImages } from '../../src/augment/originals.js';
import type { DistortionSettings } from '../../src/augment/settings.js';
import { drawDigit } from '../../src/dataset/strokes/strokes.js';
import { Philox } from '../../src/random/philox.js';

export const UNDISTORTED: DistortionSettings = { rotation: 0, shear: 0, scale: 0, shift: 0 };

/** All kinds of distortion together, as the configs use them. */
export const ALL_DISTORTIONS: DistortionSettings = {
  elastic: { alpha: 36, sigma: 5 },
  rotation: 7.5,
  shear: 7.5,
  scale: 0.1,
  shift: 1,
};

export function digits(count: number): Uint8Array {
  const images = new Uint8Array(count * 784);
  for (let n = 0; n < count; n++) drawDigit(images.subarray(n * 784, (n + 1) * 784), 0, 'train', n);
  return images;
}

export const shareDigits = (count: number) => shareImages(digits(count), 28, 28);

/** Images of random pixels: neighbours are unrelated, which is the hardest case for interpolation. */
export function noiseImages(count: number, rows: number, columns: number): Uint8Array {
  const random = new Philox(rows, columns);
  return Uint8Array.from({ length: count * rows * columns }, () => random.integer(256));
}
