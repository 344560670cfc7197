import { expect, test } from 'vitest';
import { BatchSampler, type Sampling } from '../../src/dataset/batches.js';
import { NumpyRandom } from '../../src/random/numpy.js';
import { Philox } from '../../src/random/philox.js';
import type { ResumableRandom } from '../../src/random/random.js';

const GENERATORS: [string, (seed: number) => ResumableRandom][] = [
  ['philox', (seed) => new Philox(seed, 2)],
  ['numpy', (seed) => new NumpyRandom(seed)],
];

test.each(
  GENERATORS.flatMap(([name, create]) =>
    (['replacement', 'shuffle'] as Sampling[]).map((sampling) => [name, sampling, create] as const),
  ),
)('%s, %s: a sampler restored from its state as JSON gives the same batches', (_, sampling, create) => {
  // 23 rows in batches of 5: an epoch of 5 batches, the last one shorter.
  const one = new BatchSampler(23, 5, sampling, create(3));
  for (let drawn = 0; drawn < 17; drawn++) {
    const other = new BatchSampler(23, 5, sampling, create(3));
    other.state = JSON.parse(JSON.stringify(one.state));
    const again = new BatchSampler(23, 5, sampling, create(3));
    again.state = JSON.parse(JSON.stringify(other.state)); // before `other` draws a batch
    const following = Array.from({ length: 12 }, () => Array.from(other.next()));
    expect(Array.from({ length: 12 }, () => Array.from(again.next()))).toEqual(following);
    expect(Array.from(one.next())).toEqual(following[0]);
  }
});

test('an epoch of shuffled batches contains every row once', () => {
  const sampler = new BatchSampler(23, 5, 'shuffle', new Philox(1, 0));
  for (let epoch = 0; epoch < 3; epoch++) {
    const rows = Array.from({ length: 5 }, () => Array.from(sampler.next())).flat();
    expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 23 }, (_, n) => n));
  }
});

test.each([
  ['replacement', 1],
  ['shuffle', 6],
  ['shuffle', -1],
] as const)('%s: rejects a state with %i batches taken', (sampling, taken) => {
  const sampler = new BatchSampler(23, 5, sampling, new Philox(1, 0));
  expect(() => (sampler.state = { random: sampler.state.random, taken })).toThrow(RangeError);
});

test.each(GENERATORS)('%s continues from its state, including a kept normal number', (_, create) => {
  const one = create(9);
  for (let drawn = 0; drawn < 1300; drawn++) {
    if (drawn % 5 === 0) one.normal();
    else one.integer(1 + drawn);
    if (drawn % 97 !== 0 && drawn > 8) continue;
    const other = create(9);
    other.state = JSON.parse(JSON.stringify(one.state));
    const ahead = create(9);
    ahead.state = one.state;
    const draw = (random: ResumableRandom) => [random.normal(), random.uniform(), random.normal(), random.integer(1e6)];
    expect(draw(other)).toEqual(draw(ahead));
    expect(other.state).toEqual(ahead.state);
  }
});

test.each(GENERATORS)('%s rejects invalid states', (_, create) => {
  for (const words of [[], [1], [0, 5], [0, 0], [1, -1], new Array(625).fill(700), new Array(624).fill(0)]) {
    expect(() => (create(1).state = { words, kept: null })).toThrow(RangeError);
  }
});

test.each([0, -1, 1.5, Number.NaN])('rejects batchSize %d', (batchSize) => {
  const create = () => new BatchSampler(23, batchSize, 'shuffle', new Philox(0, 0));
  expect(create).toThrow(`batchSize is ${batchSize}, expected a whole number from 1`);
});
