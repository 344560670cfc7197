import type { Precision } from '../array.js';
import type { Engine } from './engine.js';
import { createReferenceEngine } from './reference/engine.js';
import { createSimdEngine } from './simd/engine.js';

export type EngineName = 'simd' | 'reference';

/** Creates an engine by its name in the config. Only `simd` uses more than one thread. */
export function createEngine(name: EngineName, precision: Precision, threads = 1): Engine {
  return name === 'simd' ? createSimdEngine(precision, { threads }) : createReferenceEngine(precision);
}
