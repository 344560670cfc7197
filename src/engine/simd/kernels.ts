import type { instantiate as declared } from '../../../dist/engine/simd/kernels-float32.js';
import type { Precision } from '../../array.js';
import { compiledModule } from './compiled-module.js';
import { type ConstantsOf, type Instance, instantiate, type KernelsOf } from './module.js';

/** What `src/engine/assembly` exports, as declared by its compiler. Both precisions export the same. */
type Exports = Awaited<ReturnType<typeof declared>>;

/** Every number is an address, a count, a stride in bytes, or a constant of the formula. */
export type Kernels = KernelsOf<Exports>;

/** Sizes of the structures that host and kernels share, and the numbers by which kernels know names. */
export type KernelConstants = ConstantsOf<Exports>;

export function kernelModule(precision: Precision): WebAssembly.Module {
  return compiledModule(`engine/simd/kernels-${precision}.wasm`);
}

export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Instance<Exports> {
  return instantiate(module, { env: { memory } });
}
