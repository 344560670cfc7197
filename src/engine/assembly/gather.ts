import { ENTRY_BYTES, factor, listStart, place } from './columns';

/**
 * dW[column] ← start[column] + Σ x · dout[sample] over the lists of a block (see columns.ts): its share of xᵀ dout. Sums
 * stay in registers while a list is walked; with more than seven of them V8 runs out of registers.
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
  for (; at + 7 * 16 <= width; at += 7 * 16) {
    gather7(dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
  for (; at + 6 * 16 <= width; at += 6 * 16) {
    gather6(dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
  for (; at + 4 * 16 <= width; at += 4 * 16) {
    gather4(dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
  }
  for (; at < width; at += 16) gather1(dW + at, start + at, lists, table, dout + at, inputs, stride, startStride);
}

/** For seven vectors. */
function gather7(
  dW: usize,
  start: usize,
  lists: usize,
  table: usize,
  dout: usize,
  inputs: usize,
  stride: usize,
  startStride: usize,
): void {
  for (let i: usize = 0; i < inputs; i++, dW += stride, start += startStride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    let sum0 = v128.load(start, 0);
    let sum1 = v128.load(start, 16);
    let sum2 = v128.load(start, 32);
    let sum3 = v128.load(start, 48);
    let sum4 = v128.load(start, 64);
    let sum5 = v128.load(start, 80);
    let sum6 = v128.load(start, 96);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = dout + place(entry) * stride;
      sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
      sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
      sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
      sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
      sum4 = v128.add<Float>(sum4, v128.mul<Float>(x, v128.load(row, 64)));
      sum5 = v128.add<Float>(sum5, v128.mul<Float>(x, v128.load(row, 80)));
      sum6 = v128.add<Float>(sum6, v128.mul<Float>(x, v128.load(row, 96)));
    }
    v128.store(dW, sum0, 0);
    v128.store(dW, sum1, 16);
    v128.store(dW, sum2, 32);
    v128.store(dW, sum3, 48);
    v128.store(dW, sum4, 64);
    v128.store(dW, sum5, 80);
    v128.store(dW, sum6, 96);
  }
}

/** The same for six. */
function gather6(
  dW: usize,
  start: usize,
  lists: usize,
  table: usize,
  dout: usize,
  inputs: usize,
  stride: usize,
  startStride: usize,
): void {
  for (let i: usize = 0; i < inputs; i++, dW += stride, start += startStride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    let sum0 = v128.load(start, 0);
    let sum1 = v128.load(start, 16);
    let sum2 = v128.load(start, 32);
    let sum3 = v128.load(start, 48);
    let sum4 = v128.load(start, 64);
    let sum5 = v128.load(start, 80);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = dout + place(entry) * stride;
      sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
      sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
      sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
      sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
      sum4 = v128.add<Float>(sum4, v128.mul<Float>(x, v128.load(row, 64)));
      sum5 = v128.add<Float>(sum5, v128.mul<Float>(x, v128.load(row, 80)));
    }
    v128.store(dW, sum0, 0);
    v128.store(dW, sum1, 16);
    v128.store(dW, sum2, 32);
    v128.store(dW, sum3, 48);
    v128.store(dW, sum4, 64);
    v128.store(dW, sum5, 80);
  }
}

/** The same for four. */
function gather4(
  dW: usize,
  start: usize,
  lists: usize,
  table: usize,
  dout: usize,
  inputs: usize,
  stride: usize,
  startStride: usize,
): void {
  for (let i: usize = 0; i < inputs; i++, dW += stride, start += startStride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    let sum0 = v128.load(start, 0);
    let sum1 = v128.load(start, 16);
    let sum2 = v128.load(start, 32);
    let sum3 = v128.load(start, 48);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = dout + place(entry) * stride;
      sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
      sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
      sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
      sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
    }
    v128.store(dW, sum0, 0);
    v128.store(dW, sum1, 16);
    v128.store(dW, sum2, 32);
    v128.store(dW, sum3, 48);
  }
}

/** The same for one. */
function gather1(
  dW: usize,
  start: usize,
  lists: usize,
  table: usize,
  dout: usize,
  inputs: usize,
  stride: usize,
  startStride: usize,
): void {
  for (let i: usize = 0; i < inputs; i++, dW += stride, start += startStride) {
    let entry = listStart(lists, i);
    const end = listStart(lists, i + 1);
    let sum0 = v128.load(start, 0);
    for (; entry < end; entry += ENTRY_BYTES) {
      const x = factor(entry, table);
      const row = dout + place(entry) * stride;
      sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
    }
    v128.store(dW, sum0, 0);
  }
}
