import { ENTRY_BYTES, factor, listStart, place } from './columns';

/** Bytes of a row that are computed at once. */
export const SPREAD_STRIP: usize = 13 * 16;

/**
 * y[sample] ← y[sample] + x · W[column] over the lists of a block (see columns.ts): x W, one pixel column after the other.
 * A part of the row of W stays in registers while the list of its pixel is walked; V8 keeps at most 13 vectors.
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
  for (; at + SPREAD_STRIP <= width; at += SPREAD_STRIP) Strip.spread(13, y + at, lists, table, W + at, inputs, stride);
  for (; at + 4 * 16 <= width; at += 4 * 16) Strip.spread(4, y + at, lists, table, W + at, inputs, stride);
  for (; at < width; at += 16) Strip.spread(1, y + at, lists, table, W + at, inputs, stride);
}

class Strip {
  /** For n vectors of each row: inlined with a literal n, of which 1, 4 and 13 occur, so that nothing is decided at run time. */
  @inline
  static spread(n: i32, y: usize, lists: usize, table: usize, W: usize, inputs: usize, stride: usize): void {
    const zero = v128.splat<Float>(0);
    for (let i: usize = 0; i < inputs; i++, W += stride) {
      let entry = listStart(lists, i);
      const end = listStart(lists, i + 1);
      if (entry == end) continue;
      const w0 = v128.load(W, 0);
      const w1 = n > 1 ? v128.load(W, 16) : zero;
      const w2 = n > 1 ? v128.load(W, 32) : zero;
      const w3 = n > 1 ? v128.load(W, 48) : zero;
      const w4 = n > 4 ? v128.load(W, 64) : zero;
      const w5 = n > 4 ? v128.load(W, 80) : zero;
      const w6 = n > 4 ? v128.load(W, 96) : zero;
      const w7 = n > 4 ? v128.load(W, 112) : zero;
      const w8 = n > 4 ? v128.load(W, 128) : zero;
      const w9 = n > 4 ? v128.load(W, 144) : zero;
      const w10 = n > 4 ? v128.load(W, 160) : zero;
      const w11 = n > 4 ? v128.load(W, 176) : zero;
      const w12 = n > 4 ? v128.load(W, 192) : zero;
      for (; entry < end; entry += ENTRY_BYTES) {
        const x = factor(entry, table);
        const row = y + place(entry) * stride;
        v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, w0)), 0);
        if (n > 1) v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, w1)), 16);
        if (n > 1) v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, w2)), 32);
        if (n > 1) v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, w3)), 48);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 64), v128.mul<Float>(x, w4)), 64);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 80), v128.mul<Float>(x, w5)), 80);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 96), v128.mul<Float>(x, w6)), 96);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 112), v128.mul<Float>(x, w7)), 112);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 128), v128.mul<Float>(x, w8)), 128);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 144), v128.mul<Float>(x, w9)), 144);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 160), v128.mul<Float>(x, w10)), 160);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 176), v128.mul<Float>(x, w11)), 176);
        if (n > 4) v128.store(row, v128.add<Float>(v128.load(row, 192), v128.mul<Float>(x, w12)), 192);
      }
    }
  }
}
