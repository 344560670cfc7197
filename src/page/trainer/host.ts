import type { SimdHost, Threads } from '../../engine/simd/context.js';
import { SimdMemory } from '../../engine/simd/memory.js';

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
  share: (kernels) => (name, calls) => {
    for (const args of calls) kernels[name](...args);
  },
  close: () => undefined,
};
