import type { SimdHost, Threads } from '../../engine/simd/context.js';
import { SimdMemory } from '../../engine/simd/memory.js';

/** 256 MiB: room for 60,000 digits without a blank pixel while they are taken in. Only what is touched costs memory. */
const PAGES = 4096;

/** What the simd engine needs in a browser, where pages from a disk have no memory that threads could share. */
export function pageHost(kernels: Uint8Array<ArrayBuffer>): SimdHost {
  return { memory: new SimdMemory(PAGES), module: new WebAssembly.Module(kernels), crew: ALONE };
}

const ALONE: Threads = {
  threads: 1,
  isAlone: true,
  parts: 1,
  ready: 0,
  share: (kernels) => (name, calls) => {
    for (const args of calls) kernels[name](...args);
  },
};
