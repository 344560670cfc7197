import { readFileSync } from 'node:fs';

/** What `src/augment/assembly` exports; every number is an address, a count, or part of what random bits are made of. */
export interface DistortionKernels {
  distort(out: number, images: number, index: number, count: number, epoch: number, job: number): void;
  fourBlocks(words: number, first: number, image: number, epoch: number, set: number, seed: number): void;
}

let module: WebAssembly.Module | undefined;

/** The kernels over a memory; they are compiled once. */
export function distortionKernels(memory: WebAssembly.Memory): DistortionKernels {
  // the same path from src/ and from dist/: only the build makes it
  module ??= new WebAssembly.Module(readFileSync(new URL('../../dist/augment/distort.wasm', import.meta.url)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as DistortionKernels;
}
