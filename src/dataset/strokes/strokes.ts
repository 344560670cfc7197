import { Philox } from '../../random/philox.js';
import type { Split } from '../dataset.js';
import { placeByMass } from './mass.js';
import { ink } from './pen.js';
import { write } from './writer.js';

export type StrokesSplit = 'train' | 'test';

const streams: Record<StrokesSplit, number> = { train: 0x5452414e, test: 0x54455354 };
const imageBytes = 28 * 28;

/** Draws image number `index` into 784 bytes; returns its label. The image is a function of the three numbers alone. */
export function drawDigit(image: Uint8Array, seed: number, split: StrokesSplit, index: number): number {
  const random = new Philox(seed, streams[split], index);
  const label = random.integer(10);
  placeByMass(image, ink(write(label, random), random, label));
  return label;
}

/** The first `count` images of a split, yielding the number done now and then for a progress bar; returns them all. */
export function* generateStrokes(split: StrokesSplit, count: number, seed = 0): Generator<number, Split> {
  const images = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = drawDigit(images.subarray(i * imageBytes, (i + 1) * imageBytes), seed, split, i);
    if ((i + 1) % 1000 === 0) yield i + 1;
  }
  return { images, labels, count };
}
