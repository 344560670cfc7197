import { columnGroups, Job, rowPairs } from './job';
import { fourBlocks } from './philox';

/** The first blocks of an image are for its affine part. */
const FIRST_BLOCK: u32 = 4;

/**
 * The noise of both fields, folded: of the four places that lie symmetrically about the centre, the sum and the
 * differences. A smoothing that is symmetric, too, does not mix them, so that it costs half.
 *
 * A byte b stands for the noise (b + ½) / 128 − 1; here it counts as b − 127.5, and a sum of four as that of the bytes
 * less 510. Of four blocks word w holds the bytes of a quarter (0: upper left, 1: upper right, 2: lower left, 3: lower
 * right; mirrored onto the first), 8 bytes of dx and 8 of dy: four columns of two rows, the rows side by side.
 *
 * Layout: field, pair of column groups (those of sums, then those of differences of columns), pair of rows: four vectors,
 * sums of rows for both groups and differences of rows for both.
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
