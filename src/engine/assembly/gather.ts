import { ENTRY_BYTES, factor, listStart, place } from './columns';

/** Bytes of a row that are computed at once. */
export const GATHER_STRIP: usize = 7 * 16;

/**
 * dW[column] ← start[column] + Σ x · dout[sample] over the lists of a block (see columns.ts): its share of xᵀ dout. Sums
 * stay in registers while a list is walked; V8 has enough for seven.
 * stride: bytes from row to row of dW and of dout; startStride: of start, which is dW itself or one row of zeros.
 */
export function gather(
  dW: usize,
  start: usize,
  lists: usize,
  table: usize,
  dout: usize,
  inputs: usize,
  stride: usize,
  startStride: usize,
  width: usize,
): void {
  let at: usize = 0;
  for (; at + GATHER_STRIP <= width; at += GATHER_STRIP) {
    Strip.gather(7, dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
  for (; at + 6 * 16 <= width; at += 6 * 16) {
    Strip.gather(6, dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
  for (; at + 4 * 16 <= width; at += 4 * 16) {
    Strip.gather(4, dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
  for (; at < width; at += 16) {
    Strip.gather(1, dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
}

class Strip {
  /** For n vectors of each row: inlined with a literal n, of which 1, 4, 6 and 7 occur, so that nothing is decided at run time. */
  @inline
  static gather(
    n: i32,
    dW: usize,
    start: usize,
    lists: usize,
    table: usize,
    dout: usize,
    inputs: usize,
    stride: usize,
    startStride: usize,
  ): void {
    const zero = v128.splat<Float>(0);
    for (let i: usize = 0; i < inputs; i++, dW += stride, start += startStride) {
      let entry = listStart(lists, i);
      const end = listStart(lists, i + 1);
      let sum0 = v128.load(start, 0);
      let sum1 = n > 1 ? v128.load(start, 16) : zero;
      let sum2 = n > 1 ? v128.load(start, 32) : zero;
      let sum3 = n > 1 ? v128.load(start, 48) : zero;
      let sum4 = n > 4 ? v128.load(start, 64) : zero;
      let sum5 = n > 4 ? v128.load(start, 80) : zero;
      let sum6 = n > 6 ? v128.load(start, 96) : zero;
      for (; entry < end; entry += ENTRY_BYTES) {
        const x = factor(entry, table);
        const row = dout + place(entry) * stride;
        sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
        if (n > 1) sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
        if (n > 1) sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
        if (n > 1) sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
        if (n > 4) sum4 = v128.add<Float>(sum4, v128.mul<Float>(x, v128.load(row, 64)));
        if (n > 4) sum5 = v128.add<Float>(sum5, v128.mul<Float>(x, v128.load(row, 80)));
        if (n > 6) sum6 = v128.add<Float>(sum6, v128.mul<Float>(x, v128.load(row, 96)));
      }
      v128.store(dW, sum0, 0);
      if (n > 1) v128.store(dW, sum1, 16);
      if (n > 1) v128.store(dW, sum2, 32);
      if (n > 1) v128.store(dW, sum3, 48);
      if (n > 4) v128.store(dW, sum4, 64);
      if (n > 4) v128.store(dW, sum5, 80);
      if (n > 6) v128.store(dW, sum6, 96);
    }
  }
}
