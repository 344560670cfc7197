import { ENTRY_BYTES, factor, listStart, place } from './columns';

/**
 * y[sample] ← y[sample] + x · W[column] over the lists of a block (see columns.ts): x W, one pixel column after the other.
 * A part of the row of W stays in registers while the list of its pixel is walked; 13 vectors are the most that V8 keeps.
 * y: the block's rows. stride: bytes from row to row of y and of W. width: bytes of a row to compute, a multiple of 16.
 */
export function spread(
  y: usize,
  lists: usize,
  table: usize,
  W: usize,
  inputs: usize,
  stride: usize,
  width: usize,
): void {
  let at: usize = 0;
  for (; at + 13 * 16 <= width; at += 13 * 16) spread13(y + at, lists, table, W + at, inputs, stride);
  for (; at + 4 * 16 <= width; at += 4 * 16) spread4(y + at, lists, table, W + at, inputs, stride);
  for (; at < width; at += 16) spread1(y + at, lists, table, W + at, inputs, stride);
}

/** For thirteen vectors. */
function spread13(y: usize, lists: usize, table: usize, W: usize, inputs: usize, stride: usize): void {
  for (let i: usize = 0; i < inputs; i++, W += stride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    if (entry == end) continue;
    const w0 = v128.load(W, 0);
    const w1 = v128.load(W, 16);
    const w2 = v128.load(W, 32);
    const w3 = v128.load(W, 48);
    const w4 = v128.load(W, 64);
    const w5 = v128.load(W, 80);
    const w6 = v128.load(W, 96);
    const w7 = v128.load(W, 112);
    const w8 = v128.load(W, 128);
    const w9 = v128.load(W, 144);
    const w10 = v128.load(W, 160);
    const w11 = v128.load(W, 176);
    const w12 = v128.load(W, 192);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = y + place(entry) * stride;
      v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, w0)), 0);
      v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, w1)), 16);
      v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, w2)), 32);
      v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, w3)), 48);
      v128.store(row, v128.add<Float>(v128.load(row, 64), v128.mul<Float>(x, w4)), 64);
      v128.store(row, v128.add<Float>(v128.load(row, 80), v128.mul<Float>(x, w5)), 80);
      v128.store(row, v128.add<Float>(v128.load(row, 96), v128.mul<Float>(x, w6)), 96);
      v128.store(row, v128.add<Float>(v128.load(row, 112), v128.mul<Float>(x, w7)), 112);
      v128.store(row, v128.add<Float>(v128.load(row, 128), v128.mul<Float>(x, w8)), 128);
      v128.store(row, v128.add<Float>(v128.load(row, 144), v128.mul<Float>(x, w9)), 144);
      v128.store(row, v128.add<Float>(v128.load(row, 160), v128.mul<Float>(x, w10)), 160);
      v128.store(row, v128.add<Float>(v128.load(row, 176), v128.mul<Float>(x, w11)), 176);
      v128.store(row, v128.add<Float>(v128.load(row, 192), v128.mul<Float>(x, w12)), 192);
    }
  }
}

/** The same for four. */
function spread4(y: usize, lists: usize, table: usize, W: usize, inputs: usize, stride: usize): void {
  for (let i: usize = 0; i < inputs; i++, W += stride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    if (entry == end) continue;
    const w0 = v128.load(W, 0);
    const w1 = v128.load(W, 16);
    const w2 = v128.load(W, 32);
    const w3 = v128.load(W, 48);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = y + place(entry) * stride;
      v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, w0)), 0);
      v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, w1)), 16);
      v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, w2)), 32);
      v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, w3)), 48);
    }
  }
}

/** The same for one. */
function spread1(y: usize, lists: usize, table: usize, W: usize, inputs: usize, stride: usize): void {
  for (let i: usize = 0; i < inputs; i++, W += stride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    if (entry == end) continue;
    const w0 = v128.load(W, 0);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = y + place(entry) * stride;
      v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, w0)), 0);
    }
  }
}
