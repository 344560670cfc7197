import { placeByMass, size } from '../../image/mass.js';
import { Philox } from '../../random/philox.js';
import { STREAMS } from '../../random/streams.js';
import type { Split } from '../dataset.js';
import { digits } from './digits.js';
import { ink } from './pen.js';
import { write } from './writer.js';

export type StrokesSplit = 'train' | 'test';

const imageBytes = size * size;

/**
 * Draws image `index` (an integer below 2³²) into 784 bytes; returns its label. A pure function of seed, split and index.
 * It uses only + − × ÷, √ and rounding, so every machine gives the same bytes.
 */
export function drawDigit(image: Uint8Array, seed: number, split: StrokesSplit, index: number): number {
  const random = new Philox(seed, STREAMS.strokes[split], index);
  const label = random.integer(digits.length);
  const { pen, ways } = digits[label];
  placeByMass(image, ink(write(ways, random), pen, random));
  return label;
}

/** Draws the first `count` images of a split. Yields the number done after every 1,000 images, for a progress bar. */
export function* generateStrokes(split: StrokesSplit, count: number, seed = 0): Generator<number, Split> {
  const images = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const image = images.subarray(index * imageBytes, (index + 1) * imageBytes);
    labels[index] = drawDigit(image, seed, split, index);
    if (index % 1000 === 0 && index > 0) yield index;
  }
  return { images, labels, count };
}
