import { columnGroups, Job, rowPairs } from './job';

// Weights are integers whose sum is at most 65,536. Smoothed along columns, the noise is at most 4 · 127.5 · 65,536, which
// fits into 16 bits after a shift by 10. Smoothed along rows, it fits into 32 bits. Nothing can overflow.
const SHIFT = 10;
/** The integer that stands for a noise of 1; see `noise.ts`. */
const NOISE_UNIT: f64 = 128;

/** fields ← the displacements dx and dy in pixels, times strength: [2, height, width] float32. */
export function smooth(job: Job, strength: f64): void {
  const width = job.fieldWidth;
  const height = job.fieldHeight;
  const groups = columnGroups(width);
  const from = job.noise;
  const half = job.halfSmooth;
  const unit = (job.elasticUnit * strength * <f64>(1 << SHIFT)) / NOISE_UNIT;
  const noiseBytes = (groups * rowPairs(height)) << 6;
  const to = job.fields;
  for (let field: usize = 0; field < 2; field++) {
    alongColumns(half, from + field * noiseBytes, job.columnWeights, height, groups);
    const displacements = to + field * ((width * height) << 2);
    alongRows(displacements, half, job.rowWeights, width, height, groups, <f32>unit);
  }
}

/**
 * rows ← the noise smoothed along columns: [height, 8 groups] 16-bit integers, first column sums, then column differences.
 * Row i is the part from row sums plus the part from row differences; row height − 1 − i is the first minus the second.
 * weights: for each row of the upper half and each pair of rows, two words of two weights: for sums and for differences.
 */
function alongColumns(rows: usize, noise: usize, weights: usize, height: usize, groups: usize): void {
  const pairs = rowPairs(height);
  const rowBytes = groups << 4;
  const weightBytes = pairs << 3;
  for (let group: usize = 0; group < groups; group++, noise += pairs << 6) {
    let table = weights;
    for (let i: usize = 0; i << 1 < height; i += 2, table += weightBytes << 1) {
      let sum00 = i32x4.splat(1 << (SHIFT - 1));
      let sum01 = sum00;
      let sum10 = sum00;
      let sum11 = sum00;
      let difference00 = i32x4.splat(0);
      let difference01 = difference00;
      let difference10 = difference00;
      let difference11 = difference00;
      let from = noise;
      const end = table + weightBytes;
      for (let weight = table; weight < end; weight += 8, from += 64) {
        const next = weight + weightBytes;
        const a = v128.load(from, 0);
        const b = v128.load(from, 16);
        const c = v128.load(from, 32);
        const d = v128.load(from, 48);
        const even0 = v128.load32_splat(weight, 0);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(a, even0));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(b, even0));
        const odd0 = v128.load32_splat(weight, 4);
        difference00 = i32x4.add(difference00, i32x4.dot_i16x8_s(c, odd0));
        difference01 = i32x4.add(difference01, i32x4.dot_i16x8_s(d, odd0));
        const even1 = v128.load32_splat(next, 0);
        sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(a, even1));
        sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(b, even1));
        const odd1 = v128.load32_splat(next, 4);
        difference10 = i32x4.add(difference10, i32x4.dot_i16x8_s(c, odd1));
        difference11 = i32x4.add(difference11, i32x4.dot_i16x8_s(d, odd1));
      }
      const upper = rows + i * rowBytes + (group << 4);
      const lower = rows + (height - 1 - i) * rowBytes + (group << 4);
      v128.store(upper, narrow(i32x4.add(sum00, difference00), i32x4.add(sum01, difference01)));
      v128.store(lower, narrow(i32x4.sub(sum00, difference00), i32x4.sub(sum01, difference01)));
      v128.store(upper + rowBytes, narrow(i32x4.add(sum10, difference10), i32x4.add(sum11, difference11)));
      v128.store(lower - rowBytes, narrow(i32x4.sub(sum10, difference10), i32x4.sub(sum11, difference11)));
    }
  }
}

/**
 * field ← the displacements along one axis: [height, width] float32. weights: for each eight columns of the left half and
 * each pair of columns, four vectors of weight pairs: sums for columns 0–3 and 4–7, then differences for the same columns.
 */
function alongRows(
  field: usize,
  rows: usize,
  weights: usize,
  width: usize,
  height: usize,
  groups: usize,
  unit: f32,
): void {
  const pairs = rowPairs(width);
  const rowBytes = groups << 4;
  const units = f32x4.splat(unit);
  for (let i: usize = 0; i < height; i += 2, rows += rowBytes << 1) {
    const upper = field + ((i * width) << 2);
    const lower = upper + (width << 2);
    let weight = weights;
    for (let j: usize = 0; j << 1 < width; j += 8) {
      let sum00 = i32x4.splat(0);
      let sum01 = sum00;
      let sum10 = sum00;
      let sum11 = sum00;
      let difference00 = sum00;
      let difference01 = sum00;
      let difference10 = sum00;
      let difference11 = sum00;
      let from = rows;
      const end = weight + (pairs << 6);
      for (; weight < end; weight += 64, from += 4) {
        const odd = from + (rowBytes >> 1);
        const a = v128.load(weight, 0);
        const b = v128.load(weight, 16);
        const c = v128.load(weight, 32);
        const d = v128.load(weight, 48);
        const even0 = v128.load32_splat(from);
        sum00 = i32x4.add(sum00, i32x4.dot_i16x8_s(a, even0));
        sum01 = i32x4.add(sum01, i32x4.dot_i16x8_s(b, even0));
        const odd0 = v128.load32_splat(odd);
        difference00 = i32x4.add(difference00, i32x4.dot_i16x8_s(c, odd0));
        difference01 = i32x4.add(difference01, i32x4.dot_i16x8_s(d, odd0));
        const even1 = v128.load32_splat(from + rowBytes);
        sum10 = i32x4.add(sum10, i32x4.dot_i16x8_s(a, even1));
        sum11 = i32x4.add(sum11, i32x4.dot_i16x8_s(b, even1));
        const odd1 = v128.load32_splat(odd + rowBytes);
        difference10 = i32x4.add(difference10, i32x4.dot_i16x8_s(c, odd1));
        difference11 = i32x4.add(difference11, i32x4.dot_i16x8_s(d, odd1));
      }
      const left = j << 2;
      const right = (width - 4 - j) << 2;
      v128.store(upper + left, scaled(i32x4.add(sum00, difference00), units), 0);
      v128.store(upper + left, scaled(i32x4.add(sum01, difference01), units), 16);
      v128.store(lower + left, scaled(i32x4.add(sum10, difference10), units), 0);
      v128.store(lower + left, scaled(i32x4.add(sum11, difference11), units), 16);
      v128.store(upper + right, mirrored(scaled(i32x4.sub(sum00, difference00), units)));
      v128.store(upper + right - 16, mirrored(scaled(i32x4.sub(sum01, difference01), units)));
      v128.store(lower + right, mirrored(scaled(i32x4.sub(sum10, difference10), units)));
      v128.store(lower + right - 16, mirrored(scaled(i32x4.sub(sum11, difference11), units)));
    }
  }
}

function narrow(a: v128, b: v128): v128 {
  return i16x8.narrow_i32x4_s(i32x4.shr_s(a, SHIFT), i32x4.shr_s(b, SHIFT));
}

function scaled(x: v128, unit: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(x), unit);
}

function mirrored(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 3, 2, 1, 0);
}
