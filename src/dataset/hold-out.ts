import type { Split } from './dataset.js';

/** Splits off the last `count` images (`held`); `left` are the others. Both are views. */
export function holdOut({ images, labels, count: total }: Split, count: number): { left: Split; held: Split } {
  const rest = total - count;
  const width = images.length / total;
  return {
    left: { images: images.subarray(0, rest * width), labels: labels.subarray(0, rest), count: rest },
    held: { images: images.subarray(rest * width), labels: labels.subarray(rest), count },
  };
}
