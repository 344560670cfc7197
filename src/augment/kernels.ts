import type { instantiate as declared } from '../../dist/augment/distort.js';
import { compiledModule, type Instance, instantiate, type KernelsOf } from '../engine/simd/module.js';

/** What `src/augment/assembly` exports, as declared by its compiler. */
type Exports = Awaited<ReturnType<typeof declared>>;

export type DistortionKernels = KernelsOf<Exports>;

export type DistortionInstance = Instance<Exports>;

export function distortionModule(): WebAssembly.Module {
  return compiledModule('augment/distort.wasm');
}

export function distortionKernels(memory: WebAssembly.Memory): DistortionInstance {
  return instantiate(distortionModule(), { env: { memory } });
}
