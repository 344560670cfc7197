import { type NdArray, places } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { createSimdEngine } from '../../src/engine/simd/engine.js';

/** Every engine there is; all of them must pass every test here. */
export const ENGINES: [name: string, create: () => Engine][] = [
  ['reference float64', () => createReferenceEngine('float64')],
  ['reference float32', () => createReferenceEngine('float32')],
  ['simd float64', () => createSimdEngine('float64')],
  ['simd float32', () => createSimdEngine('float32')],
];

/** An array of the engine's own with the given values in row-major order. */
export function arrayOf(engine: Engine, shape: readonly number[], values: ArrayLike<number>): NdArray {
  const x = engine.zeros(...shape);
  let next = 0;
  for (const place of places(x)) x.data[place] = values[next++];
  return x;
}
