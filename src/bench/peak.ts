import { compiledModule } from '../engine/simd/compiled-module.js';
import { instantiate } from '../engine/simd/module.js';
import { measure, type Patience } from './measure.js';

const ROUNDS = 100_000;
const OPERATIONS = 96;

type Peak = { multiplyAdd(rounds: number, factor: number, term: number): number };

/**
 * Float32 operations a second that 128-bit vectors without fused multiply-add allow on one core of this machine: those of a
 * loop of nothing else.
 */
export function peakFlops(patience: Patience): number {
  const { kernels } = instantiate<Peak>(compiledModule('bench/peak.wasm'), {});
  const { min } = measure(() => kernels.multiplyAdd(ROUNDS, 0.999, 0.001), patience);
  return (OPERATIONS * ROUNDS) / min;
}
