import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Split } from '../../../src/dataset/dataset.js';
import { drawDigit, generateStrokes, type StrokesSplit } from '../../../src/dataset/strokes/strokes.js';

const size = 28;

function draw(split: StrokesSplit, count: number, seed?: number): Split {
  const drawing = generateStrokes(split, count, seed);
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
  }
}

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

const train = draw('train', 3000);
const image = (index: number) => train.images.subarray(index * size * size, (index + 1) * size * size);

/** Extent, centre of mass and grey levels of the ink in an image. */
function measure(pixels: Uint8Array) {
  const rows = new Set<number>();
  const columns = new Set<number>();
  let darkest = 0;
  let greys = 0;
  let mass = 0;
  let massX = 0;
  let massY = 0;
  pixels.forEach((value, i) => {
    if (value === 0) return;
    const x = i % size;
    const y = (i - x) / size;
    rows.add(y);
    columns.add(x);
    darkest = Math.max(darkest, value);
    if (value < 255) greys++;
    mass += value;
    massX += value * x;
    massY += value * y;
  });
  const extent = (places: Set<number>) => Math.max(...places) - Math.min(...places) + 1;
  return { width: extent(columns), height: extent(rows), x: massX / mass, y: massY / mass, darkest, greys };
}

describe('the drawings are the same on every machine', () => {
  test.each([
    ['train', '81fabb1ec56587deb359c92cdd2adc6ca7ba0effeea4c238d78ca6b649ff197b'],
    ['test', 'f379491985c7ce769653db5a447a6346e50977ccfeeaea40162c0f6dad0c06f9'],
  ] as const)('the first 100 images and labels of %s have pinned hashes', (split, hash) => {
    const { images, labels } = draw(split, 100);
    expect(sha256(images, labels)).toBe(hash);
  });

  test('an image does not depend on which images are drawn before it', () => {
    const alone = new Uint8Array(size * size).fill(77);
    for (const index of [2999, 0, 1234, 1]) {
      expect(drawDigit(alone, 0, 'train', index)).toBe(train.labels[index]);
      expect(alone).toEqual(image(index));
    }
  });

  test('a smaller set consists of the first images', () => {
    const few = draw('train', 1500);
    expect(few.count).toBe(1500);
    expect(sha256(few.images, few.labels)).toBe(
      sha256(train.images.subarray(0, 1500 * size * size), train.labels.subarray(0, 1500)),
    );
  });

  test('the source uses no arithmetic that machines may round differently', () => {
    const exact = new Set(['sqrt', 'floor', 'ceil', 'round', 'min', 'max', 'abs', 'fround', 'imul']);
    const folder = new URL('../../../src/dataset/strokes/', import.meta.url);
    for (const file of readdirSync(folder)) {
      const source = readFileSync(new URL(file, folder), 'utf8');
      const inexact = [...source.matchAll(/\bMath\.(\w+)/g)].map(([, name]) => name).filter((name) => !exact.has(name));
      expect(inexact, file).toEqual([]);
      expect(source, file).not.toMatch(/\w \*\* \w|\bMath\b(?!\.)/);
    }
  });
});

describe('seeds and splits', () => {
  test('different seeds draw different digits', () => {
    expect(draw('train', 20, 1).images).not.toEqual(draw('train', 20, 2).images);
    expect(draw('train', 20, 0).images).toEqual(draw('train', 20).images);
  });

  test('no image occurs twice, within or across splits', () => {
    const others = draw('test', 2000);
    const hashes = new Set<string>();
    for (const { images, count } of [train, others]) {
      for (let i = 0; i < count; i++) hashes.add(sha256(images.subarray(i * size * size, (i + 1) * size * size)));
    }
    expect(hashes.size).toBe(train.count + others.count);
  });

  test('reports progress every thousand images', () => {
    expect([...generateStrokes('test', 2500)]).toEqual([1000, 2000]);
    expect(draw('test', 0)).toEqual({ images: new Uint8Array(0), labels: new Uint8Array(0), count: 0 });
  });

  test('labels are uniform (chi-square with 9 degrees of freedom, 0.1 % level)', () => {
    const expected = train.count / 10;
    const counts = new Array(10).fill(0);
    for (const label of train.labels) counts[label]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(27.88);
  });
});

describe('images have the form of MNIST’s', () => {
  const measures = Array.from({ length: train.count }, (_, i) => measure(image(i)));

  test('a digit fits into a box of 20 × 20 pixels and fills it along one axis', () => {
    const sizes = measures.map(({ width, height }) => Math.max(width, height));
    expect(Math.max(...sizes)).toBe(20);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(19);
  });

  test('its centre of mass is within a pixel of pixel (14, 14)', () => {
    const distances = measures.flatMap(({ x, y }) => [Math.abs(x - 14), Math.abs(y - 14)]);
    expect(Math.max(...distances)).toBeLessThanOrEqual(1);
  });

  test('about 81 % of the pixels are exactly zero', () => {
    const zeros = train.images.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
    expect(zeros / train.images.length).toBeGreaterThan(0.79);
    expect(zeros / train.images.length).toBeLessThan(0.83);
  });

  test('strokes are black with grey edges in every image', () => {
    const unlike = measures.filter(({ darkest, greys }) => darkest < 240 || greys === 0);
    expect(unlike).toEqual([]);
  });
});
