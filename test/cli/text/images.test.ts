import { expect, test } from 'vitest';
import { imagesCsv, imagesText } from '../../../src/cli/text/images.js';
import type { ReadFile } from '../../../src/run/read-images.js';
import { metrics } from '../../../src/training/evaluation/metrics.js';

const rows = [
  { file: 'a.png', digit: '3', probability: 0.5, second: '8', remark: null },
  { file: 'b.png', digit: null, probability: null, second: null, remark: 'no PNG, "really"' },
] as unknown as ReadFile[];

test('says how many files of a folder were read and how many skipped', () => {
  const result = { rows, seconds: 2, others: 1200 };
  expect(imagesText('scans', { ...result, others: 0 }, [], undefined)).toBe('scans: 1 of 2 images read in 2.0 s\n');
  expect(imagesText('scans', result, [], undefined)).toBe(
    'scans: 1 of 2 images read in 2.0 s; 1,200 other files skipped\n',
  );
});

test('says how many images are right if folders are named after classes', () => {
  const known = metrics({ labels: Uint8Array.of(0, 1, 1), predicted: Uint8Array.of(0, 1, 0), loss: Number.NaN }, 2);
  const text = imagesText('scans', { rows, seconds: 2, others: 0 }, ['cat', 'dog'], known);
  expect(text).toContain('compared with the folder names: 2 right, 1 wrong\n\naccuracy 0.6667');
  expect(text).toContain('dog read as cat');
});

test('the table has a row for each file', () => {
  expect(imagesCsv(rows, 'probability')).toBe(
    'file,digit,probability,second,remark\na.png,3,0.5,8,\nb.png,,,,"no PNG, ""really"""\n',
  );
});
