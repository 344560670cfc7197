import { gaussianWeights } from './gaussian.js';

/** Whole weights sum to this at most, and are small enough that two of them fit into 16 bits; see `assembly/smooth.ts`. */
const MOST_IN_ALL = 65_536;
const MOST_OF_ONE = 16_383;

/** A Gaussian in whole numbers, and the factor that makes a sum of noise weighted along both axes a smoothed value. */
export function smoothing(sigma: number) {
  const exact = gaussianWeights(sigma);
  const scale = Math.min(MOST_IN_ALL, MOST_OF_ONE / exact[0]);
  const whole = exact.map((weight) => Math.round(weight * scale));
  const sum = 2 * whole.reduce((sum, weight) => sum + weight) - whole[0];
  return {
    /** The weight of a pixel so many pixels away; 0 beyond. */
    weight: (distance: number): number => whole[Math.abs(distance)] ?? 0,
    // twice for each direction: noise is folded into sums and differences of two
    unit: 1 / (4 * sum * sum),
  };
}

/** Sizes of displacement fields: even and at least 8. What an image is smaller stays unused at its right and below. */
export function fieldSize(pixels: number): number {
  return Math.max(8, 2 * Math.ceil(pixels / 2));
}

/** Pairs of rows in the upper half of a field, or of columns in its left half. */
export function pairCount(size: number): number {
  return Math.ceil(size / 4);
}

/** Groups of four columns in the left half of a field, an even number. */
export function groupCount(width: number): number {
  return 2 * Math.ceil(width / 16);
}

type Smoothing = ReturnType<typeof smoothing>;

/** For `alongColumns`: for each row of the upper half and each pair of rows two weights for sums, two for differences. */
export function columnWeights(smoothing: Smoothing, height: number): Int16Array {
  return weightTable(smoothing, height, 2 * pairCount(height), 1);
}

/**
 * For `alongRows`: for each eight columns of the left half and each pair of columns those weights, the four first columns
 * and the four others for sums, then for differences.
 */
export function rowWeights(smoothing: Smoothing, width: number): Int16Array {
  return weightTable(smoothing, width, 4 * groupCount(width), 8);
}

/** The weights of all pairs for places 0 … places − 1 along a side, those of `group` places together. */
function weightTable(smoothing: Smoothing, size: number, places: number, group: number): Int16Array {
  const table: number[] = [];
  for (let first = 0; first < places; first += group) {
    for (let pair = 0; pair < pairCount(size); pair++) {
      for (const sign of [1, -1]) {
        for (let i = first; i < first + group; i++) table.push(...foldedPair(smoothing, size, pair, i, sign));
      }
    }
  }
  return Int16Array.from(table);
}

/** What the places 2 pair and 2 pair + 1 of a half, plus or minus those that mirror them, add to place i. */
function foldedPair({ weight }: Smoothing, size: number, pair: number, i: number, sign: number): [number, number] {
  const folded = (k: number) => (2 * k < size ? weight(k - i) + sign * weight(size - 1 - k - i) : 0);
  return [folded(2 * pair), folded(2 * pair + 1)];
}
