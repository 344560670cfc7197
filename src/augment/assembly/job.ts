// What `distort` is told, as `src/augment/distorter.ts` writes it down. Words first, then doubles.

/** Of an image, in pixels. */
export function imageWidth(job: usize): usize {
  return load<u32>(job, 0);
}
export function imageHeight(job: usize): usize {
  return load<u32>(job, 4);
}

/** Of the displacement fields: even, and at least 8. */
export function fieldWidth(job: usize): usize {
  return load<u32>(job, 8);
}
export function fieldHeight(job: usize): usize {
  return load<u32>(job, 12);
}

/** Of the random numbers. */
export function seed(job: usize): u32 {
  return load<u32>(job, 16);
}
export function set(job: usize): u32 {
  return load<u32>(job, 20);
}

/** The weights of the smoothing along columns, and along rows; see `smooth.ts`. */
export function columnWeights(job: usize): usize {
  return load<u32>(job, 24);
}
export function rowWeights(job: usize): usize {
  return load<u32>(job, 28);
}

/** Scratch: four blocks of random words, the noise, the noise smoothed along columns, the fields, the padded image, its quads. */
export function words(job: usize): usize {
  return load<u32>(job, 32);
}
export function noise(job: usize): usize {
  return load<u32>(job, 36);
}
export function halfSmooth(job: usize): usize {
  return load<u32>(job, 40);
}
export function fields(job: usize): usize {
  return load<u32>(job, 44);
}
export function padded(job: usize): usize {
  return load<u32>(job, 48);
}
export function quads(job: usize): usize {
  return load<u32>(job, 52);
}

/** Pixels for one unit of a smoothed field; 0 for no elastic part. */
export function elasticUnit(job: usize): f64 {
  return load<f64>(job, 56);
}

/** The ranges: radians, radians, a fraction, pixels. */
export function rotation(job: usize): f64 {
  return load<f64>(job, 64);
}
export function shear(job: usize): f64 {
  return load<f64>(job, 72);
}
export function scale(job: usize): f64 {
  return load<f64>(job, 80);
}
export function shift(job: usize): f64 {
  return load<f64>(job, 88);
}
