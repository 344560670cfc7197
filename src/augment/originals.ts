import { SimdMemory } from '../engine/simd/memory.js';

/** Images in a memory that all threads share. */
export interface Originals {
  readonly memory: SimdMemory;
  /** Where the first image begins. */
  readonly address: number;
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** Copies images, [count · rows · columns] bytes, into a memory of their own. */
export function shareImages(images: Uint8Array, rows: number, columns: number): Originals {
  const memory = new SimdMemory();
  const address = memory.allocate(images.length);
  memory.bytes(address, images.length).set(images);
  return { memory, address, count: images.length / (rows * columns), rows, columns };
}
