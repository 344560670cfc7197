import type { Split } from './dataset.js';

/** Takes the last `count` images of a split away, as views: what is left, and those. */
export function holdOut({ images, labels, count: total }: Split, count: number): { left: Split; held: Split } {
  const rest = total - count;
  const width = images.length / total;
  return {
    left: { images: images.subarray(0, rest * width), labels: labels.subarray(0, rest), count: rest },
    held: { images: images.subarray(rest * width), labels: labels.subarray(rest), count },
  };
}
