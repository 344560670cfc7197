import { SimdMemory } from '../engine/simd/memory.js';

/** Images in a memory that all threads share; the first one begins at `address`. */
export type Originals = Readonly<ReturnType<typeof shareImages>>;

/** Copies images, [count · rows · columns] bytes, into a memory of their own. */
export function shareImages(images: Uint8Array, rows: number, columns: number) {
  const memory = new SimdMemory();
  const address = memory.allocate(images.length);
  memory.bytes(address, images.length).set(images);
  return { memory, address, count: images.length / (rows * columns), rows, columns };
}
