import { entryBytes, entryFactor, entryRow } from './list';

/**
 * m[row] ← m[row] + factor · d over a list: one sample's share of xᵀ dout. stride: bytes from row to row of m, a multiple
 * of 16, which is also the length of d.
 */
export function spread<S>(m: usize, list: usize, end: usize, table: usize, d: usize, stride: usize): void {
  let at: usize = 0;
  for (; at + 13 * 16 <= stride; at += 13 * 16) spread13<S>(m + at, list, end, table, d + at, stride);
  for (; at + 4 * 16 <= stride; at += 4 * 16) spread4<S>(m + at, list, end, table, d + at, stride);
  for (; at < stride; at += 16) spread1<S>(m + at, list, end, table, d + at, stride);
}

/** m[row] ← m[row] + factor · d over a list, for 13 vectors of d. */
function spread13<S>(m: usize, list: usize, end: usize, table: usize, d: usize, stride: usize): void {
  const d0 = v128.load(d, 0);
  const d1 = v128.load(d, 16);
  const d2 = v128.load(d, 32);
  const d3 = v128.load(d, 48);
  const d4 = v128.load(d, 64);
  const d5 = v128.load(d, 80);
  const d6 = v128.load(d, 96);
  const d7 = v128.load(d, 112);
  const d8 = v128.load(d, 128);
  const d9 = v128.load(d, 144);
  const d10 = v128.load(d, 160);
  const d11 = v128.load(d, 176);
  const d12 = v128.load(d, 192);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, d0)), 0);
    v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, d1)), 16);
    v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, d2)), 32);
    v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, d3)), 48);
    v128.store(row, v128.add<Float>(v128.load(row, 64), v128.mul<Float>(x, d4)), 64);
    v128.store(row, v128.add<Float>(v128.load(row, 80), v128.mul<Float>(x, d5)), 80);
    v128.store(row, v128.add<Float>(v128.load(row, 96), v128.mul<Float>(x, d6)), 96);
    v128.store(row, v128.add<Float>(v128.load(row, 112), v128.mul<Float>(x, d7)), 112);
    v128.store(row, v128.add<Float>(v128.load(row, 128), v128.mul<Float>(x, d8)), 128);
    v128.store(row, v128.add<Float>(v128.load(row, 144), v128.mul<Float>(x, d9)), 144);
    v128.store(row, v128.add<Float>(v128.load(row, 160), v128.mul<Float>(x, d10)), 160);
    v128.store(row, v128.add<Float>(v128.load(row, 176), v128.mul<Float>(x, d11)), 176);
    v128.store(row, v128.add<Float>(v128.load(row, 192), v128.mul<Float>(x, d12)), 192);
  }
}

/** The same for 4 vectors. */
function spread4<S>(m: usize, list: usize, end: usize, table: usize, d: usize, stride: usize): void {
  const d0 = v128.load(d, 0);
  const d1 = v128.load(d, 16);
  const d2 = v128.load(d, 32);
  const d3 = v128.load(d, 48);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, d0)), 0);
    v128.store(row, v128.add<Float>(v128.load(row, 16), v128.mul<Float>(x, d1)), 16);
    v128.store(row, v128.add<Float>(v128.load(row, 32), v128.mul<Float>(x, d2)), 32);
    v128.store(row, v128.add<Float>(v128.load(row, 48), v128.mul<Float>(x, d3)), 48);
  }
}

/** The same for 1 vectors. */
function spread1<S>(m: usize, list: usize, end: usize, table: usize, d: usize, stride: usize): void {
  const d0 = v128.load(d, 0);
  for (; list < end; list += entryBytes<S>()) {
    const x = entryFactor<S>(list, table);
    const row = m + entryRow<S>(list) * stride;
    v128.store(row, v128.add<Float>(v128.load(row, 0), v128.mul<Float>(x, d0)), 0);
  }
}
