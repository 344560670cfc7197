import type { instantiate as declared } from '../../../dist/engine/simd/boards-module.js';
import { compiledModule } from './compiled-module.js';
import { type Instance, instantiate } from './module.js';

/** What `assembly/boards` exports, as declared by its compiler. */
type Exports = Awaited<ReturnType<typeof declared>>;

export type Kernel = (...args: readonly number[]) => unknown;

/** The boards where threads meet, as one thread has them, over the table of all kernels that it knows. */
export interface Boards extends Instance<Exports> {
  /** Adds kernels to the table, behind those that are there. */
  add(kernels: readonly Kernel[]): void;
}

/** learn: adds kernels until there are more than so many; returns how many there are. */
export function openBoards(memory: WebAssembly.Memory, learn: (kernel: number) => number): Boards {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  let count = 0;
  const imports = { env: { memory, table }, boards: { learn, refuse } };
  return {
    ...instantiate<Exports>(compiledModule('engine/simd/boards-module.wasm'), imports),
    add(kernels) {
      table.grow(kernels.length);
      for (const kernel of kernels) table.set(count++, kernel);
    },
  };
}

function refuse(integers: number, constants: number): void {
  const numbers = `${integers} integers and ${constants} constants`;
  throw new RangeError(`perform in engine/assembly/boards has no case for ${numbers}`);
}

/** Kernels in an order that is the same on every thread. */
export function inOrder(kernels: object): [name: string, kernel: Kernel][] {
  return Object.entries(kernels as Record<string, Kernel>).sort(([a], [b]) => (a < b ? -1 : 1));
}
