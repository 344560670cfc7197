import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { NumpyRandom, shuffle } from '../../src/index.js';
import { createRunRandom } from '../../src/random/run-random.js';
import { readJson } from '../fixtures/json.js';

/** The values that numpy-values.py writes. */
interface NumpyValues {
  seed: number;
  uint32: number[];
  random_sample: number[];
  random_sample_100000_sha256: string;
  randn: number[];
  randn_100001_sha256: string;
  choice_60000: number[];
  choice_60000_10000_sha256: string;
  randint: Record<string, number[]>;
  shuffle_10: number[];
  shuffle_1000_sha256: string;
  mixed: number[];
}

const VALUES = readJson<NumpyValues[]>(import.meta.url, 'numpy-values.json');

function times<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

function sha256(values: Float64Array | Int32Array): string {
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

function upTo(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}

test('the expected values cover small, large and ordinary seeds', () => {
  expect(VALUES.map(({ seed }) => seed)).toEqual([0, 1, 42, 12345, 2 ** 32 - 1]);
});

describe.each(VALUES)('np.random.seed($seed)', (numpy) => {
  const seeded = () => new NumpyRandom(numpy.seed);

  test('draws the same raw words', () => {
    const random = seeded();
    expect(times(5, () => random.uint32())).toEqual(numpy.uint32);
  });

  test('random_sample', () => {
    const random = seeded();
    expect(times(4, () => random.uniform())).toEqual(numpy.random_sample);
  });

  test('100,000 × random_sample, bit for bit', () => {
    const random = seeded();
    expect(sha256(Float64Array.from({ length: 100_000 }, () => random.uniform()))).toBe(
      numpy.random_sample_100000_sha256,
    );
  });

  test('randn', () => {
    const random = seeded();
    expect(times(5, () => random.normal())).toEqual(numpy.randn);
  });

  test('100,001 × randn, bit for bit', () => {
    const random = seeded();
    expect(sha256(Float64Array.from({ length: 100_001 }, () => random.normal()))).toBe(numpy.randn_100001_sha256);
  });

  test('choice(60000, 8)', () => {
    const random = seeded();
    expect(times(8, () => random.integer(60_000))).toEqual(numpy.choice_60000);
  });

  test('choice(60000, 10000)', () => {
    const random = seeded();
    expect(sha256(Int32Array.from({ length: 10_000 }, () => random.integer(60_000)))).toBe(
      numpy.choice_60000_10000_sha256,
    );
  });

  test.each(Object.entries(numpy.randint))('randint(%s)', (n, expected) => {
    const random = seeded();
    expect(times(expected.length, () => random.integer(Number(n)))).toEqual(expected);
  });

  test('shuffle', () => {
    const ten = upTo(10);
    shuffle(ten, seeded());
    expect([...ten]).toEqual(numpy.shuffle_10);
    const thousand = upTo(1000);
    shuffle(thousand, seeded());
    expect(sha256(thousand)).toBe(numpy.shuffle_1000_sha256);
  });

  test('randn, choice, random_sample and randn, one after the other from one generator', () => {
    const random = seeded();
    expect([
      ...times(3, () => random.normal()),
      ...times(3, () => random.integer(100)),
      ...times(2, () => random.uniform()),
      ...times(2, () => random.normal()),
    ]).toEqual(numpy.mixed);
  });

  test('a run with `rng: numpy` draws weights and batches from one generator', () => {
    const { init, batches } = createRunRandom('numpy', numpy.seed);
    const drawn = [...times(3, () => init.normal()), ...times(3, () => batches.integer(100))];
    expect(drawn).toEqual(numpy.mixed.slice(0, 6));
  });
});

test('a run with `rng: philox` draws the same batches whether or not weights were drawn', () => {
  const one = createRunRandom('philox', 3);
  const other = createRunRandom('philox', 3);
  const weights = times(100, () => one.init.normal());
  expect(times(10, () => one.batches.integer(60_000))).toEqual(times(10, () => other.batches.integer(60_000)));
  expect(times(100, () => other.init.normal())).toEqual(weights);
});

test.each([-1, 0.5, 2 ** 32])('refuses seed %d, as NumPy does', (seed) => {
  expect(() => new NumpyRandom(seed)).toThrow(`seed is ${seed}, expected an integer from 0 to 2³² − 1`);
});
