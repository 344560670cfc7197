import type { instantiate as declared } from '../../../dist/engine/simd/kernels-float32.js';
import type { Precision } from '../../array.js';
import { compiledModule } from './compiled-module.js';
import { type ConstantsOf, type Instance, instantiate, type KernelsOf } from './module.js';

/** Exports of `src/engine/assembly`, as its compiler declares them. They are the same for both precisions. */
type Exports = Awaited<ReturnType<typeof declared>>;

/** The kernels. All arguments are numbers: addresses, counts, strides in bytes, or constants of a formula. */
export type Kernels = KernelsOf<Exports>;

/** Sizes of the structures that host and kernels share, and the numbers of activation functions. */
export type KernelConstants = ConstantsOf<Exports>;

export function kernelModule(precision: Precision): WebAssembly.Module {
  return compiledModule(`engine/simd/kernels-${precision}.wasm`);
}

export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Instance<Exports> {
  return instantiate(module, { env: { memory } });
}
