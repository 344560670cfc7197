import { entryBytes, entryFactor, entryRow } from './list';

/**
 * y ← b + Σ factor · m[row] over a list: one row of x m + b. stride: bytes from row to row of m, a multiple of 16, which
 * is also the length of y and b. Sums stay in registers while the list is walked: seven at a time, as with more of them
 * V8 runs out of registers. Walking the list twice for the book's 13 vectors (7 + 6) is 1.35× faster than once.
 */
export function combine<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let at: usize = 0;
  for (; at + 7 * 16 <= stride; at += 7 * 16) combine7<S>(y + at, list, end, table, m + at, stride, b + at);
  for (; at + 6 * 16 <= stride; at += 6 * 16) combine6<S>(y + at, list, end, table, m + at, stride, b + at);
  for (; at + 4 * 16 <= stride; at += 4 * 16) combine4<S>(y + at, list, end, table, m + at, stride, b + at);
  for (; at < stride; at += 16) combine1<S>(y + at, list, end, table, m + at, stride, b + at);
}

/** For seven vectors. */
function combine7<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let sum0 = v128.splat<Float>(0);
  let sum1 = v128.splat<Float>(0);
  let sum2 = v128.splat<Float>(0);
  let sum3 = v128.splat<Float>(0);
  let sum4 = v128.splat<Float>(0);
  let sum5 = v128.splat<Float>(0);
  let sum6 = v128.splat<Float>(0);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
    sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
    sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
    sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
    sum4 = v128.add<Float>(sum4, v128.mul<Float>(x, v128.load(row, 64)));
    sum5 = v128.add<Float>(sum5, v128.mul<Float>(x, v128.load(row, 80)));
    sum6 = v128.add<Float>(sum6, v128.mul<Float>(x, v128.load(row, 96)));
  }
  v128.store(y, v128.add<Float>(sum0, v128.load(b, 0)), 0);
  v128.store(y, v128.add<Float>(sum1, v128.load(b, 16)), 16);
  v128.store(y, v128.add<Float>(sum2, v128.load(b, 32)), 32);
  v128.store(y, v128.add<Float>(sum3, v128.load(b, 48)), 48);
  v128.store(y, v128.add<Float>(sum4, v128.load(b, 64)), 64);
  v128.store(y, v128.add<Float>(sum5, v128.load(b, 80)), 80);
  v128.store(y, v128.add<Float>(sum6, v128.load(b, 96)), 96);
}

/** The same for six. */
function combine6<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let sum0 = v128.splat<Float>(0);
  let sum1 = v128.splat<Float>(0);
  let sum2 = v128.splat<Float>(0);
  let sum3 = v128.splat<Float>(0);
  let sum4 = v128.splat<Float>(0);
  let sum5 = v128.splat<Float>(0);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
    sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
    sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
    sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
    sum4 = v128.add<Float>(sum4, v128.mul<Float>(x, v128.load(row, 64)));
    sum5 = v128.add<Float>(sum5, v128.mul<Float>(x, v128.load(row, 80)));
  }
  v128.store(y, v128.add<Float>(sum0, v128.load(b, 0)), 0);
  v128.store(y, v128.add<Float>(sum1, v128.load(b, 16)), 16);
  v128.store(y, v128.add<Float>(sum2, v128.load(b, 32)), 32);
  v128.store(y, v128.add<Float>(sum3, v128.load(b, 48)), 48);
  v128.store(y, v128.add<Float>(sum4, v128.load(b, 64)), 64);
  v128.store(y, v128.add<Float>(sum5, v128.load(b, 80)), 80);
}

/** The same for four. */
function combine4<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let sum0 = v128.splat<Float>(0);
  let sum1 = v128.splat<Float>(0);
  let sum2 = v128.splat<Float>(0);
  let sum3 = v128.splat<Float>(0);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
    sum1 = v128.add<Float>(sum1, v128.mul<Float>(x, v128.load(row, 16)));
    sum2 = v128.add<Float>(sum2, v128.mul<Float>(x, v128.load(row, 32)));
    sum3 = v128.add<Float>(sum3, v128.mul<Float>(x, v128.load(row, 48)));
  }
  v128.store(y, v128.add<Float>(sum0, v128.load(b, 0)), 0);
  v128.store(y, v128.add<Float>(sum1, v128.load(b, 16)), 16);
  v128.store(y, v128.add<Float>(sum2, v128.load(b, 32)), 32);
  v128.store(y, v128.add<Float>(sum3, v128.load(b, 48)), 48);
}

/** The same for one. */
function combine1<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let sum0 = v128.splat<Float>(0);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
  }
  v128.store(y, v128.add<Float>(sum0, v128.load(b, 0)), 0);
}
