import { boxOf, size } from './mass.js';

/** Side of the halved image that is used to compare shapes. */
export const HALF = size / 2;

/** Pixels of at least this level (of 255) count as inked. */
const INKED = 100;

/** Halves an MNIST image to [14 · 14], 0 … 1, which makes small shifts of a stroke matter less. */
export function halved(pixels: Uint8Array): Float64Array {
  const half = new Float64Array(HALF * HALF);
  for (let i = 0; i < pixels.length; i++) {
    half[Math.floor(i / size / 2) * HALF + Math.floor((i % size) / 2)] += pixels[i] / (4 * 255);
  }
  return half;
}

/**
 * Measures that the principal components do not cover: amount of ink, length of outline, stroke thickness, width minus
 * height.
 */
export function measures(pixels: Uint8Array): number[] {
  let [mass, area, outline] = [0, 0, 0];
  let [left, right, top, bottom] = [size, 0, size, 0];
  const isInked = (x: number, y: number) => x < size && y < size && pixels[y * size + x] >= INKED;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      mass += pixels[y * size + x] / 255;
      outline += +(isInked(x, y) !== isInked(x + 1, y)) + +(isInked(x, y) !== isInked(x, y + 1));
      if (!isInked(x, y)) continue;
      area++;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  const side = boxOf(size);
  const wider = (right - left - (bottom - top)) / side;
  return [mass / (side * side), outline / (8 * side), area / Math.max(1, outline), wider];
}
