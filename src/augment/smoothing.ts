import { gaussianWeights } from './gaussian.js';

/** Limits for integer weights, so that sums of products fit into 16 and 32 bits; see `assembly/smooth.ts`. */
const LARGEST_SUM = 65_536;
const LARGEST_WEIGHT = 16_383;

/** Gaussian weights as integers, and the factor that converts a noise sum weighted along both axes to a smoothed value. */
export function smoothing(sigma: number) {
  const exact = gaussianWeights(sigma);
  const scale = Math.min(LARGEST_SUM, LARGEST_WEIGHT / exact[0]);
  const whole = exact.map((weight) => Math.round(weight * scale));
  const sum = 2 * whole.reduce((sum, weight) => sum + weight) - whole[0];
  return {
    /** The weight at a distance in pixels; 0 beyond the cut-off. */
    weight: (distance: number): number => whole[Math.abs(distance)] ?? 0,
    // A factor of 2 for each axis, because noise is folded into sums and differences of two.
    unit: 1 / (4 * sum * sum),
  };
}

/** Size of a displacement field: even and at least 8. Columns and rows beyond the image are not used. */
export function fieldSize(pixels: number): number {
  return Math.max(8, 2 * Math.ceil(pixels / 2));
}

/** Pairs of rows in the upper half of a field, or of columns in its left half. */
export function pairCount(size: number): number {
  return Math.ceil(size / 4);
}

/** Groups of four columns in the left half of a field, rounded up to an even number. */
export function groupCount(width: number): number {
  return 2 * Math.ceil(width / 16);
}

type Smoothing = ReturnType<typeof smoothing>;

/**
 * Table for `alongColumns`: for each row of the upper half and each pair of rows, two weights for sums and two for
 * differences.
 */
export function columnWeights(smoothing: Smoothing, height: number): Int16Array {
  return weightTable(smoothing, height, 2 * pairCount(height), 1);
}

/**
 * Table for `alongRows`: for each eight columns of the left half and each pair of columns, the weights for sums, then those
 * for differences, each for columns 0–3 and then for columns 4–7.
 */
export function rowWeights(smoothing: Smoothing, width: number): Int16Array {
  return weightTable(smoothing, width, 4 * groupCount(width), 8);
}

/** Weights of all pairs for positions 0 … positions − 1 along an axis; each `group` of positions is stored together. */
function weightTable(smoothing: Smoothing, size: number, positions: number, group: number): Int16Array {
  const table: number[] = [];
  for (let first = 0; first < positions; first += group) {
    for (let pair = 0; pair < pairCount(size); pair++) {
      for (const sign of [1, -1]) {
        for (let i = first; i < first + group; i++) table.push(...foldedPair(smoothing, size, pair, i, sign));
      }
    }
  }
  return Int16Array.from(table);
}

/** How much positions 2 pair and 2 pair + 1 of one half, plus or minus their mirror images, contribute to position i. */
function foldedPair({ weight }: Smoothing, size: number, pair: number, i: number, sign: number): [number, number] {
  const folded = (k: number) => (2 * k < size ? weight(k - i) + sign * weight(size - 1 - k - i) : 0);
  return [folded(2 * pair), folded(2 * pair + 1)];
}
