import type { Precision } from '../array.js';
import type { Engine } from './engine.js';
import { createReferenceEngine } from './reference/engine.js';
import { createSimdEngine } from './simd/engine.js';

export type EngineName = 'simd' | 'reference';

/** An engine by the name a config gives it. */
export function createEngine(name: EngineName, precision: Precision): Engine {
  return name === 'simd' ? createSimdEngine(precision) : createReferenceEngine(precision);
}
