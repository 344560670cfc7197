import { entryBytes, entryFactor, entryRow } from './list';

/**
 * y ← b + Σ factor · m[row] over a list: one row of x m + b. stride: bytes from row to row of m, a multiple of 16, which
 * is also the length of y and b. A row of sums stays in registers while the list is walked.
 */
export function combine<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let at: usize = 0;
  for (; at + 13 * 16 <= stride; at += 13 * 16) combine13<S>(y + at, list, end, table, m + at, stride, b + at);
  for (; at + 4 * 16 <= stride; at += 4 * 16) combine4<S>(y + at, list, end, table, m + at, stride, b + at);
  for (; at < stride; at += 16) combine1<S>(y + at, list, end, table, m + at, stride, b + at);
}

/** y ← b + Σ factor · m[row] over a list, for 13 vectors: as many sums as fit the registers, with a factor and a product. */
function combine13<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let sum0 = v128.splat<Float>(0);
  let sum1 = v128.splat<Float>(0);
  let sum2 = v128.splat<Float>(0);
  let sum3 = v128.splat<Float>(0);
  let sum4 = v128.splat<Float>(0);
  let sum5 = v128.splat<Float>(0);
  let sum6 = v128.splat<Float>(0);
  let sum7 = v128.splat<Float>(0);
  let sum8 = v128.splat<Float>(0);
  let sum9 = v128.splat<Float>(0);
  let sum10 = v128.splat<Float>(0);
  let sum11 = v128.splat<Float>(0);
  let sum12 = v128.splat<Float>(0);
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
    sum7 = v128.add<Float>(sum7, v128.mul<Float>(x, v128.load(row, 112)));
    sum8 = v128.add<Float>(sum8, v128.mul<Float>(x, v128.load(row, 128)));
    sum9 = v128.add<Float>(sum9, v128.mul<Float>(x, v128.load(row, 144)));
    sum10 = v128.add<Float>(sum10, v128.mul<Float>(x, v128.load(row, 160)));
    sum11 = v128.add<Float>(sum11, v128.mul<Float>(x, v128.load(row, 176)));
    sum12 = v128.add<Float>(sum12, v128.mul<Float>(x, v128.load(row, 192)));
  }
  v128.store(y, v128.add<Float>(sum0, v128.load(b, 0)), 0);
  v128.store(y, v128.add<Float>(sum1, v128.load(b, 16)), 16);
  v128.store(y, v128.add<Float>(sum2, v128.load(b, 32)), 32);
  v128.store(y, v128.add<Float>(sum3, v128.load(b, 48)), 48);
  v128.store(y, v128.add<Float>(sum4, v128.load(b, 64)), 64);
  v128.store(y, v128.add<Float>(sum5, v128.load(b, 80)), 80);
  v128.store(y, v128.add<Float>(sum6, v128.load(b, 96)), 96);
  v128.store(y, v128.add<Float>(sum7, v128.load(b, 112)), 112);
  v128.store(y, v128.add<Float>(sum8, v128.load(b, 128)), 128);
  v128.store(y, v128.add<Float>(sum9, v128.load(b, 144)), 144);
  v128.store(y, v128.add<Float>(sum10, v128.load(b, 160)), 160);
  v128.store(y, v128.add<Float>(sum11, v128.load(b, 176)), 176);
  v128.store(y, v128.add<Float>(sum12, v128.load(b, 192)), 192);
}

/** The same for 4 vectors. */
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

/** The same for 1 vectors. */
function combine1<S>(y: usize, list: usize, end: usize, table: usize, m: usize, stride: usize, b: usize): void {
  let sum0 = v128.splat<Float>(0);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    sum0 = v128.add<Float>(sum0, v128.mul<Float>(x, v128.load(row, 0)));
  }
  v128.store(y, v128.add<Float>(sum0, v128.load(b, 0)), 0);
}
