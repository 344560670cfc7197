import { expect, test } from 'vitest';
import { instantiateKernels, kernelModule } from '../../src/engine/simd/kernels.js';
import { SimdMemory } from '../../src/engine/simd/memory.js';
import { PATIENCE, report, times } from './torture.js';

const { exp, log } = instantiateKernels(kernelModule('float32'), new SimdMemory().memory).kernels;

/** Test every n-th of the 2^32 floats. */
const STRIDE = times(256, 1);
const INFINITY_BITS = 0x7f800000;
const SIGN = 0x80000000;
const SMALLEST_NORMAL = 2 ** -1022;

/**
 * Compares floats with consecutive bits, which are numbers of one sign in order. Returns their number, the largest
 * difference from V8's function in units in the last place of a double, and how often the kernel is not monotonic.
 */
function compare(kernel: (x: number) => number, other: (x: number) => number, firstBits: number, rising: boolean) {
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  let before = rising ? -Infinity : Infinity;
  let [count, largest, wrong] = [0, 0, 0];
  for (let place = 0; place <= INFINITY_BITS; place += STRIDE) {
    bits[0] = firstBits + place;
    const x = float[0];
    const value = kernel(x);
    const expected = other(x);
    const difference = Math.abs(value - expected); // NaN if both are the same infinity
    if (difference > 0) {
      // at most twice the difference in units in the last place, which grow by powers of two
      const size = Math.max(Math.abs(expected), SMALLEST_NORMAL);
      largest = Math.max(largest, difference / size / 2 ** -52);
    } else if (!(value === expected)) {
      wrong++;
    }
    if (rising ? value < before : value > before) wrong++;
    before = value;
    count++;
  }
  return { count, largest, wrong };
}

test.each<[string, (x: number) => number, (x: number) => number, bits: number, rising: boolean]>([
  ['exp of every positive float', exp, Math.exp, 0, true],
  ['exp of every negative float', exp, Math.exp, SIGN, false],
  ['log of every positive float', log, Math.log, 0, true],
])(
  '%s is monotonic and within 2 ulp of V8’s, in double precision',
  (name, kernel, other, bits, rising) => {
    const { count, largest, wrong } = compare(kernel, other, bits, rising);
    report({
      fault: `${name}: ≤ ${largest.toFixed(2)} ulp of a double from V8’s`,
      injected: count,
      survived: count - wrong,
    });
    expect(count).toBe(Math.floor(INFINITY_BITS / STRIDE) + 1);
    expect(wrong).toBe(0);
    expect(largest).toBeLessThanOrEqual(2);
  },
  PATIENCE,
);

test(
  'log of every negative float is NaN',
  () => {
    const bits = new Uint32Array(1);
    const float = new Float32Array(bits.buffer);
    let numbers = 0;
    for (let place = 1; place <= INFINITY_BITS; place += STRIDE) {
      bits[0] = SIGN + place;
      if (!Number.isNaN(log(float[0]))) numbers++;
    }
    expect(numbers).toBe(0);
  },
  PATIENCE,
);
