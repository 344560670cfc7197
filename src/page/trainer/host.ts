import type { SimdHost, Threads } from '../../engine/simd/context.js';
import { KernelRun } from '../../engine/simd/kernel-run.js';
import { SimdMemory } from '../../engine/simd/memory.js';
import type { Kernel } from '../../engine/simd/queues.js';

/** 256 MiB, enough for 60,000 digits stored without their blank pixels. The browser allocates only pages that are used. */
const PAGES = 4096;

/** The simd engine's host in a browser: one thread, since a page opened from disk cannot share memory among threads. */
export function pageHost(kernels: Uint8Array<ArrayBuffer>): SimdHost {
  return { memory: new SimdMemory(PAGES), module: new WebAssembly.Module(kernels), crew: SINGLE_THREAD };
}

const SINGLE_THREAD: Threads = {
  threads: 1,
  isAlone: true,
  parts: 1,
  ready: 0,
  share: (kernels) => {
    const byName = kernels as object as Record<string, Kernel>;
    return (name, calls, work, constants = 0) => new KernelRun(name, byName[name], 0, calls, work, constants);
  },
  run: (run) => run.callHere(),
  close: () => undefined,
};
