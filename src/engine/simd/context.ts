import type { Labels, Precision } from '../../array.js';
import type { Batch, Rows } from '../engine.js';
import { SimdArrays } from './arrays.js';
import { instantiateKernels, type Kernels } from './kernels.js';
import { SimdMemory } from './memory.js';

/** A place and a value of a list of factors: 16 bytes at most. */
const FACTOR_BYTES = 16;

/** Images as lists of their non-zero pixels: where each list starts, and what each byte stands for. */
export interface PixelRows extends Rows {
  readonly starts: number;
  readonly table: number;
  /** Where all this is. */
  readonly memory: SimdMemory;
}

/** What the operations of one simd engine share: its memory, the arrays and kernels over it, and scratch. */
export class SimdContext {
  readonly precision: Precision;
  readonly memory = new SimdMemory();
  readonly arrays: SimdArrays;
  readonly kernels: Kernels;

  constructor(precision: Precision) {
    this.precision = precision;
    this.arrays = new SimdArrays(this.memory, precision);
    this.kernels = instantiateKernels(precision, this.memory.memory);
  }

  /** Class numbers where kernels can read them, until the running operation ends. */
  labels(t: Labels): number {
    const N = t.shape[0];
    const address = this.memory.allocate(N * 4);
    const words = this.memory.words(address, N);
    for (let n = 0; n < N; n++) words[n] = t.get(n);
    return address;
  }

  /** The row numbers of a batch, likewise. Throws when they are not rows of this engine's data. */
  rowNumbers({ rows, index }: Batch): number {
    if ((rows as PixelRows).memory !== this.memory) {
      throw new Error('simd engine: the rows of a batch belong to another engine');
    }
    for (const row of index) {
      if (!(row >= 0 && row < rows.count))
        throw new RangeError(`row ${row} of a batch, expected 0 … ${rows.count - 1}`);
    }
    const address = this.memory.allocate(index.length * 4);
    this.memory.words(address, index.length).set(index);
    return address;
  }

  /** Scratch for the list of one row of so many floats; one entry more, as the kernel writes before it decides. */
  factorList(count: number): number {
    return this.memory.allocate((count + 1) * FACTOR_BYTES);
  }
}
