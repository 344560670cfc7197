import { SimdMemory } from '../engine/simd/memory.js';

/** Images in shared memory; `address` is where the first one begins. */
export type Originals = Readonly<ReturnType<typeof shareImages>>;

/** Copies images, [count · rows · columns] bytes, into a new shared memory. */
export function shareImages(images: Uint8Array, rows: number, columns: number) {
  const memory = new SimdMemory();
  const address = memory.allocate(images.length);
  memory.bytes(address, images.length).set(images);
  return { memory, address, count: images.length / (rows * columns), rows, columns };
}
