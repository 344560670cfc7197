import { columnGroups, Job, rowPairs } from './job';
import { fourBlocks } from './philox';

/** Blocks 0 to 3 of an image are used by its affine transform. */
const FIRST_BLOCK: u32 = 4;

/**
 * Noise for both displacement fields, folded: for each group of four pixels that mirror each other about the centre, it
 * stores their sum and differences. Smoothing is symmetric, so it treats sums and differences separately, at half the cost.
 *
 * A random byte b means the noise (b + ½) / 128 − 1. It is stored as b − 127.5, so a sum of four is the sum of the bytes
 * minus 510. In four blocks, word w of each block holds the bytes of one quarter of the field (0: upper left, 1: upper
 * right, 2: lower left, 3: lower right, mirrored onto the first): 8 bytes for dx and 8 for dy, which are two rows of four
 * columns.
 *
 * Layout: [field][pair of column groups: sums first, then differences of columns][pair of rows] of four vectors: the row
 * sums of both groups, then their row differences.
 */
export function makeNoise(job: Job, image: u32, epoch: u32): void {
  const pairs = rowPairs(job.fieldHeight);
  const groups = columnGroups(job.fieldWidth);
  const random = job.words;
  const column = pairs << 6;
  const field = groups * column;
  const noise = job.noise;
  const set = job.set;
  const seed = job.seed;
  let block = FIRST_BLOCK;
  for (let group: usize = 0; group < groups; group++) {
    let sums = noise + (group >> 1) * column + ((group & 1) << 4);
    let differences = sums + (groups >> 1) * column;
    for (let pair: usize = 0; pair < pairs; pair++) {
      fourBlocks(random, block, image, epoch, set, seed);
      const a = v128.load(random, 0);
      const b = v128.load(random, 16);
      const c = v128.load(random, 32);
      const d = v128.load(random, 48);
      fold(
        sums,
        differences,
        i16x8.extend_low_i8x16_u(a),
        i16x8.extend_low_i8x16_u(b),
        i16x8.extend_low_i8x16_u(c),
        i16x8.extend_low_i8x16_u(d),
      );
      fold(
        sums + field,
        differences + field,
        i16x8.extend_high_i8x16_u(a),
        i16x8.extend_high_i8x16_u(b),
        i16x8.extend_high_i8x16_u(c),
        i16x8.extend_high_i8x16_u(d),
      );
      block += 4;
      sums += 64;
      differences += 64;
    }
  }
}

function fold(sums: usize, differences: usize, a: v128, b: v128, c: v128, d: v128): void {
  const upper = i16x8.add(a, b);
  const lower = i16x8.add(c, d);
  v128.store(sums, i16x8.sub(i16x8.add(upper, lower), i16x8.splat(510)), 0);
  v128.store(sums, i16x8.sub(upper, lower), 32);
  const upperDifference = i16x8.sub(a, b);
  const lowerDifference = i16x8.sub(c, d);
  v128.store(differences, i16x8.add(upperDifference, lowerDifference), 0);
  v128.store(differences, i16x8.sub(upperDifference, lowerDifference), 32);
}
