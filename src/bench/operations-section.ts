import type { Dataset } from '../dataset/dataset.js';
import { createReferenceEngine } from '../engine/reference/engine.js';
import { loadInto } from '../training/training-data.js';
import { digits, percent, time } from './figures.js';
import { measure, type Patience } from './measure.js';
import { operations } from './operations.js';
import { simdEngine } from './ours.js';
import type { Section } from './section.js';

/** Each operation of the simd engine beside its twin of the reference engine, both float32. */
export function operationsSection(dataset: Dataset, patience: Patience): Section {
  const [ours, theirs] = [simdEngine('float32', 1), createReferenceEngine('float32')].map((engine) =>
    operations(engine, loadInto(engine, dataset).train),
  );
  const rows = [['operation', 'median', 'min', 'spread', 'GFLOP/s', 'reference', 'ratio']];
  const figures: object[] = [];
  for (const [i, { name, flops, work }] of ours.entries()) {
    const simd = measure(work, patience);
    const reference = measure(theirs[i].work, { ...patience, atLeast: 3 });
    const gigaflops = flops / simd.median / 1e9;
    const ratio = reference.median / simd.median;
    rows.push([
      name,
      time(simd.median),
      time(simd.min),
      percent(simd.spread),
      digits(gigaflops),
      time(reference.median),
      `${digits(ratio)}×`,
    ]);
    figures.push({ name, flops, simd, reference, gigaflops, ratio });
  }
  return {
    title: 'Operations: simd beside reference, float32, batches of 100',
    rows,
    notes: [
      'sparse: layer 1 walks only the pixels that are not zero; its GFLOP/s are dense-equivalent, counted as if it ' +
        'walked them all. An exponential counts as one operation. spread: the middle half of the measurements.',
    ],
    figures,
  };
}
