import { Distorter } from '../augment/distorter.js';
import { shareImages } from '../augment/originals.js';
import type { DistortionSettings } from '../augment/settings.js';
import type { Dataset } from '../dataset/dataset.js';
import { distortedCopy } from './distortion-reference.js';
import { digits, percent, time } from './figures.js';
import { measure, type Timing } from './measure.js';
import type { Section } from './section.js';

const IMAGES = 100;
const STILL = { rotation: 0, shear: 0, scale: 0, shift: 0 };
const KINDS: Readonly<Record<string, DistortionSettings>> = {
  'elastic 36, 5 and affine': { elastic: { alpha: 36, sigma: 5 }, rotation: 7.5, shear: 7.5, scale: 0.1, shift: 1 },
  'elastic 36, 5': { ...STILL, elastic: { alpha: 36, sigma: 5 } },
  affine: { rotation: 7.5, shear: 7.5, scale: 0.1, shift: 1 },
};

/** Times distorted copies of images, by the kernels and by the reference implementation. */
export function distortionSection({ train, rows: height, columns: width }: Dataset, timing: Timing): Section {
  const rows = [['an image', 'median', 'min', 'spread', 'plain', 'ratio']];
  const figures: object[] = [];
  const originals = shareImages(train.images.subarray(0, IMAGES * height * width), height, width);
  const index = Array.from({ length: originals.count }, (_, n) => n);
  for (const [name, settings] of Object.entries(KINDS)) {
    const source = { settings, seed: 0, set: 0 };
    const distorter = new Distorter(originals, source);
    const numbers = distorter.memory.allocate(index.length * 4);
    const out = distorter.memory.allocate(index.length * height * width);
    distorter.memory.words(numbers, index.length).set(index);
    let epoch = 0;
    const batch = measure(() => distorter.distort(out, numbers, index.length, epoch++), timing);
    let image = 0;
    const plain = measure(() => {
      const start = (image++ % index.length) * height * width;
      distortedCopy(train.images.subarray(start, start + height * width), width, source, image, 0);
    }, timing);
    const ours = { ...batch, median: batch.median / index.length, min: batch.min / index.length };
    const ratio = plain.median / ours.median;
    rows.push([name, time(ours.median), time(ours.min), percent(ours.spread), time(plain.median), `${digits(ratio)}×`]);
    figures.push({ name, simd: ours, plain, ratio });
  }
  return {
    title: `Distorted copies of ${height}×${width} pixels, one thread`,
    rows,
    notes: ['plain: the reference implementation, JavaScript in float64, measured in the same minute.'],
    figures,
  };
}
