import { readFileSync } from 'node:fs';

/** What `src/augment/assembly` exports; every number is an address, a count, or part of what random bits are made of. */
export interface DistortionKernels {
  distort(out: number, images: number, index: number, count: number, epoch: number, job: number): void;
  fourBlocks(words: number, first: number, image: number, epoch: number, set: number, seed: number): void;
}

let module: WebAssembly.Module | undefined;

/** The kernels, compiled once. */
export function distortionModule(): WebAssembly.Module {
  // the same path from src/ and from dist/: only the build makes it
  module ??= new WebAssembly.Module(readFileSync(new URL('../../dist/augment/distort.wasm', import.meta.url)));
  return module;
}

/** The same over a memory. */
export function distortionKernels(memory: WebAssembly.Memory): DistortionKernels {
  return new WebAssembly.Instance(distortionModule(), { env: { memory } }).exports as unknown as DistortionKernels;
}
