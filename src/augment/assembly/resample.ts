import { BORDER, Job, paddedWidth } from './job';

/**
 * quads ← one 32-bit word for each pixel: the pixel, its right neighbour, and the two below, so one load reads all
 * four.
 */
export function makeQuads(job: Job, image: usize): void {
  const width = job.width;
  const height = job.height;
  const stride = paddedWidth(width);
  let row = job.padded + BORDER * stride + BORDER;
  for (let y: usize = 0; y < height; y++, row += stride, image += width) copyRow(row, image, width);

  let to = job.quads;
  let from = job.padded;
  const end = from + (height + 3) * stride;
  for (; from < end; from += 16, to += 64) {
    const a = v128.load(from);
    const b = v128.load(from, 1);
    const c = v128.load(from + stride);
    const d = v128.load(from + stride, 1);
    const upperLeft = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const lowerLeft = v128.shuffle<u8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const upperRight = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const lowerRight = v128.shuffle<u8>(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(to, v128.shuffle<u16>(upperLeft, lowerLeft, 0, 8, 1, 9, 2, 10, 3, 11), 0);
    v128.store(to, v128.shuffle<u16>(upperLeft, lowerLeft, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(to, v128.shuffle<u16>(upperRight, lowerRight, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(to, v128.shuffle<u16>(upperRight, lowerRight, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
}

function copyRow(to: usize, from: usize, width: usize): void {
  if (width < 16) {
    for (let x: usize = 0; x < width; x++) store<u8>(to + x, load<u8>(from + x));
    return;
  }
  for (let x: usize = 0; x + 16 < width; x += 16) v128.store(to + x, v128.load(from + x));
  v128.store(to + width - 16, v128.load(from + width - 16));
}

/** 2²³. Adding it to a float32 rounds to an integer, which is then in the low bits of the sum. */
const WHOLE: f32 = 8388608;
/** The remaining exponent bits of that sum, after a shift from word offsets to byte offsets. */
const WHOLE_BYTES: u32 = 0x4b000000 << 2;

/**
 * out ← the distorted image. Pixel (x, y) reads the source at the transform of (x, y) plus (dx, dy), by bilinear
 * interpolation, and rounds. Outside the image the source is blank.
 */
export function resample(out: usize, job: Job): void {
  const width = job.width;
  const height = job.height;
  const stride = paddedWidth(width);
  const isElastic = job.elasticUnit != 0;
  const fieldStride = job.fieldWidth << 2;
  let dx = job.fields;
  let dy = dx + fieldStride * job.fieldHeight;
  const centreX = <f64>(width - 1) * 0.5;
  const centreY = <f64>(height - 1) * 0.5;
  const stepX = f32x4.splat(<f32>job.xx);
  const stepY = f32x4.splat(<f32>job.yx);
  // Positions are in the padded image.
  const one = f32x4.splat(1);
  const lastX = f32x4.splat(<f32>(width + BORDER));
  const lastY = f32x4.splat(<f32>(height + BORDER));
  const strides = f32x4.splat(<f32>stride);
  const base = i32x4.splat(<u32>job.quads - WHOLE_BYTES);
  for (let y: usize = 0; y < height; y++, dx += fieldStride, dy += fieldStride) {
    const fromCentre = <f64>y - centreY;
    const startX = f32x4.splat(<f32>(job.xy * fromCentre + job.x0 + centreX + <f64>BORDER));
    const startY = f32x4.splat(<f32>(job.yy * fromCentre + job.y0 + centreY + <f64>BORDER));
    let x = f32x4.sub(f32x4(0, 1, 2, 3), f32x4.splat(<f32>centreX));
    for (let at: usize = 0; at < width; at += 4, x = f32x4.add(x, f32x4.splat(4))) {
      let u = f32x4.add(f32x4.mul(stepX, x), startX);
      let v = f32x4.add(f32x4.mul(stepY, x), startY);
      if (isElastic) {
        u = f32x4.add(u, v128.load(dx + (at << 2)));
        v = f32x4.add(v, v128.load(dy + (at << 2)));
      }
      u = f32x4.pmin(lastX, f32x4.pmax(one, u));
      v = f32x4.pmin(lastY, f32x4.pmax(one, v));
      // Rounds u − ½: the left neighbour. For an integer u it may be u − 1, with a fraction of 1; the result is the same.
      const left = f32x4.sub(f32x4.add(u, f32x4.splat(WHOLE - 0.5)), f32x4.splat(WHOLE));
      const upper = f32x4.sub(f32x4.add(v, f32x4.splat(WHOLE - 0.5)), f32x4.splat(WHOLE));
      const fractionX = f32x4.sub(u, left);
      const fractionY = f32x4.sub(v, upper);
      const place = f32x4.add(f32x4.add(f32x4.mul(upper, strides), left), f32x4.splat(WHOLE));
      const address = i32x4.add(i32x4.shl(place, 2), base);
      let quad = v128.load32_zero(<usize>i32x4.extract_lane(address, 0));
      quad = v128.load32_lane(<usize>i32x4.extract_lane(address, 1), quad, 1);
      quad = v128.load32_lane(<usize>i32x4.extract_lane(address, 2), quad, 2);
      quad = v128.load32_lane(<usize>i32x4.extract_lane(address, 3), quad, 3);
      const byte = i32x4.splat(255);
      const a = f32x4.convert_i32x4_s(v128.and(quad, byte));
      const b = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(quad, 8), byte));
      const c = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(quad, 16), byte));
      const d = f32x4.convert_i32x4_s(i32x4.shr_u(quad, 24));
      const top = f32x4.add(a, f32x4.mul(fractionX, f32x4.sub(b, a)));
      const bottom = f32x4.add(c, f32x4.mul(fractionX, f32x4.sub(d, c)));
      const value = f32x4.add(top, f32x4.mul(fractionY, f32x4.sub(bottom, top)));
      const rounded = f32x4.add(value, f32x4.splat(WHOLE));
      const bytes = v128.shuffle<u8>(rounded, rounded, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
      if (at + 4 <= width) {
        v128.store32_lane(out + at, bytes, 0);
      } else {
        store<u8>(out + at, i8x16.extract_lane_u(bytes, 0));
        if (at + 1 < width) store<u8>(out + at, i8x16.extract_lane_u(bytes, 1), 1);
        if (at + 2 < width) store<u8>(out + at, i8x16.extract_lane_u(bytes, 2), 2);
      }
    }
    out += width;
  }
}
