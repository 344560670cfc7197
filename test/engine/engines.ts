import { type NdArray, offsets } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';

/** All engines. Every engine must pass every test in this folder. */
export const ENGINES: [name: string, create: () => Engine][] = [
  ['reference float64', () => createReferenceEngine('float64')],
  ['reference float32', () => createReferenceEngine('float32')],
  ['simd float64', () => createSimdEngine('float64')],
  ['simd float32', () => createSimdEngine('float32')],
];

/** An array in the engine's memory with the given values in row-major order. */
export function arrayOf(engine: Engine, shape: readonly number[], values: ArrayLike<number>): NdArray {
  const x = engine.zeros(...shape);
  let next = 0;
  for (const place of offsets(x)) x.data[place] = values[next++];
  return x;
}
