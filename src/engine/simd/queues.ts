import type { instantiate as declared } from '../../../dist/engine/simd/queues-module.js';
import { compiledModule } from './compiled-module.js';
import { type Instance, instantiate } from './module.js';

/** Exports of `assembly/queues`, as its compiler declares them. */
type Exports = Awaited<ReturnType<typeof declared>>;

export type Kernel = (...args: readonly number[]) => unknown;

/** One thread's instance of the call queues, with the table of all kernels that this thread has loaded. */
export interface Queues extends Instance<Exports> {
  /** Appends kernels to the table. */
  add(kernels: readonly Kernel[]): void;
}

/** loadKernels: loads kernels until kernel number `kernel` is in the table; returns the number of kernels. */
export function openQueues(memory: WebAssembly.Memory, loadKernels: (kernel: number) => number): Queues {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  let count = 0;
  const imports = { env: { memory, table }, queues: { loadKernels, rejectSignature } };
  return {
    ...instantiate<Exports>(compiledModule('engine/simd/queues-module.wasm'), imports),
    add(kernels) {
      table.grow(kernels.length);
      for (const kernel of kernels) table.set(count++, kernel);
    },
  };
}

function rejectSignature(integers: number, constants: number): void {
  const numbers = `${integers} integers and ${constants} constants`;
  throw new RangeError(`perform in engine/assembly/queues has no case for ${numbers}`);
}

/** Kernels sorted by name, so that a kernel has the same number in every thread. */
export function sortedKernels(kernels: object): [name: string, kernel: Kernel][] {
  return Object.entries(kernels as Record<string, Kernel>).sort(([a], [b]) => (a < b ? -1 : 1));
}
