import type { Dataset } from '../dataset/dataset.js';
import { createReferenceEngine } from '../engine/reference/engine.js';
import { loadInto } from '../training/training-data.js';
import { digits, percent, time } from './figures.js';
import { measure, type Timing } from './measure.js';
import { operations } from './operations.js';
import { simdEngine } from './ours.js';
import { peakFlops } from './peak.js';
import type { Section } from './section.js';

export function operationsSection(dataset: Dataset, timing: Timing): Section {
  const [ours, theirs] = [simdEngine('float32', 1), createReferenceEngine('float32')].map((engine) =>
    operations(engine, loadInto(engine, dataset).train, inkOf(dataset)),
  );
  const peak = peakFlops(timing);
  const rows = [['operation', 'median', 'min', 'spread', 'GFLOP/s', 'of the peak', 'reference', 'ratio']];
  const figures: object[] = [];
  for (const [i, { name, flops, work }] of ours.entries()) {
    const simd = measure(work, timing);
    const reference = measure(theirs[i].work, { ...timing, atLeast: 3 });
    const gigaflops = flops / simd.median / 1e9;
    const ofPeak = flops / simd.min / peak;
    const ratio = reference.median / simd.median;
    rows.push([
      name,
      time(simd.median),
      time(simd.min),
      percent(simd.spread),
      digits(gigaflops),
      percent(ofPeak),
      time(reference.median),
      `${digits(ratio)}×`,
    ]);
    figures.push({ name, flops, simd, reference, gigaflops, ofPeak, ratio });
  }
  return {
    title: 'Operations: simd beside reference, float32, batches of 100',
    rows,
    notes: [
      `of the peak: the peak is ${digits(peak / 1e9)} GFLOP/s, measured in a loop that only multiplies and adds ` +
        '128-bit vectors, without fused multiply-add; the fastest run counts. Loads, stores and padding to whole ' +
        'vectors are not counted; an exponential counts as one operation. spread: interquartile range / median.',
    ],
    figures,
  };
}

/** The fraction of training pixels that are not zero; layer 1 reads only these. */
function inkOf({ train: { images } }: Dataset): number {
  return images.reduce((count, byte) => count + (byte > 0 ? 1 : 0), 0) / images.length;
}
