import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Distorter, distortionKernels } from '../../src/augment/distorter.js';
import { shareImages } from '../../src/augment/originals.js';
import type { DistortionSettings } from '../../src/augment/settings.js';
import { distortedCopy } from '../../src/bench/distortion-reference.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';
import { SimdMemory } from '../../src/engine/simd/memory.js';
import { Philox, philox4x32 } from '../../src/random/philox.js';
import { ALL_DISTORTIONS, digits, noiseImages, shareDigits, UNDISTORTED } from './images.js';

const IMAGE_NUMBERS = Array.from({ length: 1000 }, (_, n) => n);

test('the kernel makes the same random words as Philox', () => {
  const memory = new SimdMemory();
  const { kernels } = distortionKernels(memory.memory);
  const address = memory.allocate(64);
  const random = new Philox(1, 0);
  for (let i = 0; i < 300; i++) {
    // The ends of the range, and random words between them.
    const word = () => [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, random.uint32()][random.integer(6)];
    const [first, image, epoch, set, seed] = [word(), word(), word(), word(), word()];
    kernels.fourBlocks(address, first, image, epoch, set, seed);
    const words = Array.from({ length: 4 }, (_, block) => {
      const counter = Uint32Array.of(first + block, image, epoch, set);
      philox4x32(counter, seed, 1);
      return [...counter];
    });
    const made = memory.words(address, 16);
    expect(words.map((block, b) => block.map((_, w) => made[4 * w + b]))).toEqual(words);
  }
});

describe('a copy equals the reference implementation, up to 1 where a byte is rounded', () => {
  const shapes = [
    [28, 28],
    [1, 1],
    [3, 5],
    [8, 8],
    [9, 17],
    [27, 29],
    [40, 15],
    [18, 33],
    [64, 64],
  ];
  test.each(shapes)('%i × %i pixels', (rows, columns) => {
    const images = noiseImages(3, rows, columns);
    const originals = shareImages(images, rows, columns);
    const kinds: DistortionSettings[] = [
      ...[
        [2, 0.5],
        [5, 1],
        [12, 2.3],
        [36, 5],
        [150, 20],
      ].map(([alpha, sigma]) => ({ ...UNDISTORTED, elastic: { alpha, sigma } })),
      { ...UNDISTORTED, rotation: 180 },
      { ...UNDISTORTED, rotation: 30, shear: 20 },
      { ...UNDISTORTED, scale: 0.5, shift: 4 },
      ALL_DISTORTIONS,
    ];
    for (const settings of kinds) {
      const source = { settings, seed: 3, set: 1 };
      for (const epoch of [1, 70_000]) {
        const copies = new Distorter(originals, source).copies([2, 0], epoch);
        const bytes = rows * columns;
        const plain = [2, 0].flatMap((n) => [
          ...distortedCopy(images.subarray(n * bytes, (n + 1) * bytes), columns, source, n, epoch),
        ]);
        const differences = plain.map((byte, i) => Math.abs(byte - copies[i]));
        expect(Math.max(...differences), JSON.stringify(settings)).toBeLessThanOrEqual(1);
        const differing = differences.filter((difference) => difference > 0).length;
        expect(differing / plain.length).toBeLessThanOrEqual(0.12);
      }
    }
  });
});

test('with all ranges zero, a copy equals the image', () => {
  const images = digits(50);
  const originals = shareImages(images, 28, 28);
  for (const settings of [UNDISTORTED, { ...UNDISTORTED, elastic: { alpha: 0, sigma: 5 } }]) {
    const copies = new Distorter(originals, { settings, seed: 1, set: 0 }).copies(IMAGE_NUMBERS.slice(0, 50), 9);
    expect(copies).toEqual(images);
  }
  const odd = noiseImages(4, 7, 9);
  const still = new Distorter(shareImages(odd, 7, 9), { settings: UNDISTORTED, seed: 1, set: 0 });
  expect(still.copies([0, 1, 2, 3], 1)).toEqual(odd);
});

test('strength multiplies all ranges but sigma, and may differ from epoch to epoch', () => {
  const originals = shareDigits(2);
  const { elastic, rotation, shear, scale, shift } = ALL_DISTORTIONS;
  const [seed, set] = [3, 1];
  const fading = { settings: ALL_DISTORTIONS, seed, set, strength: (epoch: number) => 1 / epoch };
  const distorter = new Distorter(originals, fading);
  for (const epoch of [1, 2, 4]) {
    const settings = {
      elastic: elastic && { ...elastic, alpha: elastic.alpha / epoch },
      rotation: rotation / epoch,
      shear: shear / epoch,
      scale: scale / epoch,
      shift: shift / epoch,
    };
    const weaker = new Distorter(originals, { settings, seed, set });
    expect(distorter.copies([0, 1], epoch).slice(), `epoch ${epoch}`).toEqual(weaker.copies([0, 1], epoch).slice());
  }
});

test('a copy depends only on seed, set, epoch and image number', () => {
  const originals = shareImages(digits(1), 28, 28);
  const same = shareImages(new Uint8Array([...digits(1), ...digits(1)]), 28, 28); // one image under two numbers
  const copy = (seed: number, set: number, epoch: number) =>
    new Distorter(originals, { settings: ALL_DISTORTIONS, seed, set }).copies([0], epoch).join();
  const first = copy(1, 0, 1);
  const others = [copy(2, 0, 1), copy(1, 1, 1), copy(1, 0, 2), copy(1, 0, 2 ** 31)];
  expect(new Set([first, ...others]).size).toBe(5);
  const two = new Distorter(same, { settings: ALL_DISTORTIONS, seed: 1, set: 0 });
  expect(two.copies([0], 1).join()).toBe(first);
  expect(two.copies([1], 1).join()).not.toBe(first);
  expect(two.copies([1, 0, 1, 0], 1).subarray(2352).join()).toBe(first);
});

test('pixels far outside the image are blank', () => {
  const [originals, settings] = [shareDigits(1), { ...UNDISTORTED, elastic: { alpha: 1000, sigma: 0.5 }, shift: 28 }];
  const distorter = new Distorter(originals, { settings, seed: 0, set: 0 });
  const masses = Array.from({ length: 200 }, (_, epoch) => sum(distorter.copies([0], epoch)));
  expect(Math.min(...masses)).toBeLessThan(sum(digits(1)) / 4);
});

test('copies are the same on any number of threads, also when the engine uses the threads in between', async () => {
  const originals = shareDigits(60);
  const source = { settings: ALL_DISTORTIONS, seed: 6, set: 0 };
  const hashes = (distorter: Distorter) =>
    [60, 5, 17].map((count) =>
      createHash('sha256')
        .update(distorter.copies(IMAGE_NUMBERS.slice(0, count), count))
        .digest('hex'),
    );
  const alone = hashes(new Distorter(originals, source));
  for (const threads of [1, 2, 3]) {
    const engine = createSimdEngine('float32', { threads });
    const W = engine.zeros(300, 300);
    while (engine.crew && engine.crew.ready < threads - 1) {
      engine.update('sgd', W, [], W, 1);
      await setTimeout(10);
    }
    const distorter = new Distorter(originals, source, engine.crew);
    for (let round = 0; round < 20; round++) {
      expect(hashes(distorter)).toEqual(alone);
      engine.update('sgd', W, [], W, 1);
    }
  }
});

test('the mean amount of ink stays the same, and no copy loses much of it', () => {
  const count = 300;
  const images = digits(count);
  const distorter = new Distorter(shareDigits(count), { settings: ALL_DISTORTIONS, seed: 5, set: 0 });
  const copies = distorter.copies(IMAGE_NUMBERS.slice(0, count), 1);
  const ratios = IMAGE_NUMBERS.slice(0, count).map(
    (n) => sum(copies.subarray(n * 784, (n + 1) * 784)) / sum(images.subarray(n * 784, (n + 1) * 784)),
  );
  expect(Math.abs(sum(ratios) / count - 1)).toBeLessThan(0.03);
  expect(Math.min(...ratios)).toBeGreaterThan(0.6);
  expect(Math.max(...ratios)).toBeLessThan(1.6);
});

test('shifts are uniform within ± their range and independent along the two axes', () => {
  // One bright pixel; the centre of mass of a copy shows where it moved.
  const spot = new Uint8Array(784);
  spot[14 * 28 + 14] = 255;
  const distorter = new Distorter(shareImages(spot, 28, 28), {
    settings: { ...UNDISTORTED, shift: 3 },
    seed: 8,
    set: 0,
  });
  const moves = Array.from({ length: 600 }, (_, epoch) => {
    const copy = distorter.copies([0], epoch);
    const mass = sum(copy);
    const x = copy.reduce((total, byte, i) => total + byte * (i % 28), 0) / mass - 14;
    const y = copy.reduce((total, byte, i) => total + byte * Math.floor(i / 28), 0) / mass - 14;
    return [x, y];
  });
  for (const axis of [0, 1]) {
    const along = moves.map((move) => move[axis]);
    expect(Math.max(...along.map(Math.abs))).toBeLessThan(3.01);
    expect(Math.abs(sum(along) / 600)).toBeLessThan(0.2);
    expect(sum(along.map((x) => x * x)) / 600).toBeGreaterThan(0.93 * 3);
    expect(sum(along.map((x) => x * x)) / 600).toBeLessThan(1.07 * 3);
  }
  expect(Math.abs(sum(moves.map(([x, y]) => x * y)) / 600)).toBeLessThan(0.4);
});

test('a thousand distorted digits have the same bytes on every machine', () => {
  const copies = new Distorter(shareDigits(1000), { settings: ALL_DISTORTIONS, seed: 0, set: 0 }).copies(
    IMAGE_NUMBERS,
    1,
  );
  expect(createHash('sha256').update(copies).digest('hex')).toBe(
    '98cebfcadbcf0ef531ab7d842558b162f7e423b2559c6241855293779cb6408e',
  );
});

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
}
