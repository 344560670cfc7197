import { blockEnd } from './blocks';

/**
 * mask ← 0 where a random word is below `limit`, else `kept`; N rows of D elements. The words are those of Philox4x32-10
 * with `seed` and stream [stream, substream], in order (`random/philox.ts`).
 */
export function dropoutMask(
  mask: usize,
  N: usize,
  D: usize,
  stride: usize,
  limit: u32,
  kept: f64,
  seed: u32,
  stream: u32,
  substream: u32,
): void {
  let block: u32 = 0;
  let used: u32 = 4;
  let low: u64 = 0;
  let high: u64 = 0;
  for (let n: usize = 0; n < N; n++, mask += stride) {
    for (let d: usize = 0; d < D; d++) {
      if (used == 4) {
        const words = philox(block++, stream, substream, seed);
        low = i64x2.extract_lane(words, 0);
        high = i64x2.extract_lane(words, 1);
        used = 0;
      }
      const word = <u32>((used < 2 ? low : high) >> ((<u64>(used & 1)) << 5));
      store<Float>(mask + d * sizeof<Float>(), word < limit ? 0 : <Float>kept);
      used++;
    }
  }
}

/** y = x · mask; bytes: a multiple of 16 */
export function multiply(y: usize, x: usize, mask: usize, bytes: usize): void {
  for (let from: usize = 0; from < bytes; from = blockEnd(from, bytes)) {
    const end = blockEnd(from, bytes);
    for (let at = from; at < end; at += 16) {
      v128.store(y + at, v128.mul<Float>(v128.load(x + at), v128.load(mask + at)));
    }
  }
}

/** Ten rounds with the counter [block, 0, stream, substream] and the key [seed, 0]. */
function philox(block: u32, stream: u32, substream: u32, seed: u32): v128 {
  let c0 = block;
  let c1: u32 = 0;
  let c2 = stream;
  let c3 = substream;
  let k0 = seed;
  let k1: u32 = 0;
  for (let round = 0; round < 10; round++) {
    const a = <u64>c0 * 0xd2511f53;
    const b = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(b >> 32) ^ c1 ^ k0;
    c1 = <u32>b;
    c2 = <u32>(a >> 32) ^ c3 ^ k1;
    c3 = <u32>a;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  const low = <u64>c0 | ((<u64>c1) << 32);
  return i64x2.replace_lane(i64x2.splat(low), 1, <u64>c2 | ((<u64>c3) << 32));
}
