import { compiledModule } from '../engine/simd/compiled-module.js';
import { instantiate } from '../engine/simd/module.js';
import { measure, type Timing } from './measure.js';

const ROUNDS = 100_000;
const OPERATIONS = 96;

type Peak = { multiplyAdd(rounds: number, factor: number, term: number): number };

/**
 * Peak float32 operations per second on one core with 128-bit vectors, without fused multiply-add: measured in a loop that
 * does nothing else.
 */
export function peakFlops(timing: Timing): number {
  const { kernels } = instantiate<Peak>(compiledModule('bench/peak.wasm'), {});
  const { min } = measure(() => kernels.multiplyAdd(ROUNDS, 0.999, 0.001), timing);
  return (OPERATIONS * ROUNDS) / min;
}
