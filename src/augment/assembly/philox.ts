/**
 * Four blocks of Philox4x32-10 at once: blocks first … first + 3 of an image in an epoch. Same as
 * `src/random/philox.ts` with the counter (block, image, epoch, set) and the key (seed, KEY).
 *
 * words ← [4, 4]: words[w][b] is word w of block b.
 */
export function fourBlocks(words: usize, first: u32, image: u32, epoch: u32, set: u32, seed: u32): void {
  let c0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(image);
  let c2 = i32x4.splat(epoch);
  let c3 = i32x4.splat(set);
  let k0 = i32x4.splat(seed);
  let k1 = i32x4.splat(KEY);
  for (let round = 0; round < 10; round++) {
    const even0 = i64x2.extmul_low_i32x4_u(c0, i32x4.splat(0xd2511f53));
    const odd0 = i64x2.extmul_high_i32x4_u(c0, i32x4.splat(0xd2511f53));
    const even1 = i64x2.extmul_low_i32x4_u(c2, i32x4.splat(0xcd9e8d57));
    const odd1 = i64x2.extmul_high_i32x4_u(c2, i32x4.splat(0xcd9e8d57));
    c0 = v128.xor(v128.xor(high(even1, odd1), c1), k0);
    c1 = low(even1, odd1);
    c2 = v128.xor(v128.xor(high(even0, odd0), c3), k1);
    c3 = low(even0, odd0);
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  v128.store(words, c0, 0);
  v128.store(words, c1, 16);
  v128.store(words, c2, 32);
  v128.store(words, c3, 48);
}

/** Second word of the key. It differs from the one in `Philox`, so the two never produce the same blocks. */
const KEY: u32 = 1;

/** The lower 32 bits of four 64-bit products. */
function low(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6);
}

/** The upper 32 bits of four 64-bit products. */
function high(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7);
}
