import type { DistortionSource } from '../augment/distorter.js';
import { gaussianWeights } from '../augment/gaussian.js';
import type { ElasticSettings } from '../augment/settings.js';
import { fieldSize, groupCount, pairCount } from '../augment/smoothing.js';
import { philox4x32 } from '../random/philox.js';

/** Second word of the key, and first noise block, as in `augment/assembly/philox.ts` and `noise.ts`. */
const KEY = 1;
const FIRST_NOISE_BLOCK = 4;

interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float64Array;
}

/**
 * The reference implementation of `augment/assembly/`, for the bench and the tests: a distorted copy of image number
 * `image` in an epoch, in float64 and with an exact Gaussian. A byte from the kernel may differ by 1, because of rounding.
 */
export function distortedCopy(
  pixels: ArrayLike<number>,
  width: number,
  { settings, seed, set }: Omit<DistortionSource, 'strength'>,
  image: number,
  epoch: number,
): Uint8Array {
  const height = pixels.length / width;
  const block = (k: number) => {
    const words = Uint32Array.of(k, image, epoch, set);
    philox4x32(words, seed, KEY);
    return words;
  };
  const draws = [...block(0), ...block(1)].map((word) => (word + 0.5) / 2 ** 31 - 1);
  const [rotation, shear] = [settings.rotation * draws[0], settings.shear * draws[1]].map((x) => (x * Math.PI) / 180);
  const [scaleX, scaleY] = [1 + settings.scale * draws[2], 1 + settings.scale * draws[3]];
  const [sine, cosine, slant] = [Math.sin(rotation), Math.cos(rotation), Math.tan(shear)];
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const fields = settings.elastic && displacements(settings.elastic, width, height, block);

  const copy = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = [(x - centreX) * scaleX, (y - centreY) * scaleY];
      const place = fields ? y * fields.dx.width + x : 0;
      const fromX = cosine * (across + slant * down) - sine * down + settings.shift * draws[4];
      const fromY = sine * (across + slant * down) + cosine * down + settings.shift * draws[5];
      copy[y * width + x] = Math.round(
        interpolate(
          pixels,
          width,
          height,
          centreX + fromX + (fields?.dx.values[place] ?? 0),
          centreY + fromY + (fields?.dy.values[place] ?? 0),
        ),
      );
    }
  }
  return copy;
}

/** alpha times the smoothed noise, for the x and y directions. */
export function displacements(
  { alpha, sigma }: ElasticSettings,
  imageWidth: number,
  imageHeight: number,
  block: (k: number) => Uint32Array,
): { dx: Grid; dy: Grid } {
  const [width, height] = [fieldSize(imageWidth), fieldSize(imageHeight)];
  const weights = gaussianWeights(sigma);
  const make = (field: number): Grid => {
    const noise = { width, height, values: makeNoise(field, width, height, block) };
    const smooth = transposed(smoothColumns(transposed(smoothColumns(noise, weights)), weights));
    return { ...smooth, values: smooth.values.map((value) => alpha * value) };
  };
  return { dx: make(0), dy: make(1) };
}

/** Noise in −1 … 1, in the same order as `augment/assembly/noise.ts`. */
function makeNoise(field: number, width: number, height: number, block: (k: number) => Uint32Array): Float64Array {
  const pairs = pairCount(height);
  const blocks = Array.from({ length: 4 * pairs * groupCount(width) }, (_, k) => block(FIRST_NOISE_BLOCK + k));
  return Float64Array.from({ length: width * height }, (_, place) => {
    const [y, x] = [Math.floor(place / width), place % width];
    const [row, column] = [Math.min(y, height - 1 - y), Math.min(x, width - 1 - x)];
    const byte = 8 * field + 2 * (column % 4) + (row % 2);
    const fourth = (column >> 2) * pairs + (row >> 1);
    const word = blocks[4 * fourth + (byte >> 2)][2 * Number(y !== row) + Number(x !== column)];
    return (((word >>> (8 * (byte % 4))) & 255) + 0.5) / 128 - 1;
  });
}

function smoothColumns({ width, height, values }: Grid, weights: Float64Array): Grid {
  const smooth = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    const [first, last] = [Math.max(0, y - weights.length + 1), Math.min(height - 1, y + weights.length - 1)];
    for (let k = first; k <= last; k++) {
      const weight = weights[Math.abs(k - y)];
      for (let x = 0; x < width; x++) smooth[y * width + x] += weight * values[k * width + x];
    }
  }
  return { width, height, values: smooth };
}

function transposed({ width, height, values }: Grid): Grid {
  const turned = values.map((_, place) => values[(place % height) * width + Math.floor(place / height)]);
  return { width: height, height: width, values: turned };
}

/** Bilinear interpolation at (x, y); pixels outside the image are 0. */
function interpolate(pixels: ArrayLike<number>, width: number, height: number, x: number, y: number): number {
  const [left, upper] = [Math.floor(x), Math.floor(y)];
  const at = (row: number, column: number) =>
    row >= 0 && row < height && column >= 0 && column < width ? pixels[row * width + column] : 0;
  const [right, lower] = [x - left, y - upper];
  const above = at(upper, left) * (1 - right) + at(upper, left + 1) * right;
  const below = at(upper + 1, left) * (1 - right) + at(upper + 1, left + 1) * right;
  return above * (1 - lower) + below * lower;
}
