/** Blank pixels before an image and behind it: positions are kept to one pixel around it. */
export const BORDER: usize = 2;

/** Pixels of a row of the padded image and of its quads. */
export function paddedWidth(width: usize): usize {
  return (width + 2 * BORDER + 15) & ~15;
}

/** Pairs of rows in the upper half. */
export function rowPairs(height: usize): usize {
  return (height + 2) >> 2;
}

/** Groups of four columns in the left half, an even number. */
export function columnGroups(width: usize): usize {
  return ((width + 15) >> 4) << 1;
}

/**
 * What `distort` is told. The host allocates `JOB_BYTES`, writes the numbers and words that come first, allocates
 * `scratchBytes` and calls `giveScratch`. A job has its own scratch, so each thread needs one.
 */
@unmanaged
export class Job {
  /** Pixels that noise of 1 moves, by weights as they are; 0 without an elastic part. */
  elasticUnit: f64;
  /** Ranges: radians, radians, a fraction, pixels. */
  rotation: f64;
  shear: f64;
  scale: f64;
  shift: f64;

  /** Of an image, in pixels. */
  width: usize;
  height: usize;
  /** Of the displacement fields: even, and at least 8. */
  fieldWidth: usize;
  fieldHeight: usize;
  seed: u32;
  set: u32;
  /** Weights of the smoothing along columns and along rows; see `smooth.ts`. */
  columnWeights: usize;
  rowWeights: usize;

  scratch: usize;
  /** The transform of the current copy: the pixel at (x, y) comes from (xx x + xy y + x0, yx x + yy y + y0). */
  xx: f64;
  xy: f64;
  x0: f64;
  yx: f64;
  yy: f64;
  y0: f64;

  // The parts of the scratch, one behind the other.

  /** Four blocks of random words. */
  get words(): usize {
    return this.scratch;
  }

  /** See `makeNoise`. */
  get noise(): usize {
    return this.words + 64;
  }

  /** The noise smoothed along columns: [fieldHeight, 8 groups] 16-bit numbers. */
  get halfSmooth(): usize {
    return this.noise + 2 * columnGroups(this.fieldWidth) * rowPairs(this.fieldHeight) * 64;
  }

  /** dx and dy: [2, fieldHeight, fieldWidth] float32, and a vector that `resample` may read behind them. */
  get fields(): usize {
    return this.halfSmooth + this.fieldHeight * columnGroups(this.fieldWidth) * 16;
  }

  /** The image within its border, and two vectors that `makeQuads` may read behind it. */
  get padded(): usize {
    return this.fields + 2 * this.fieldWidth * this.fieldHeight * 4 + 16;
  }

  get quads(): usize {
    return this.padded + (this.height + 2 * BORDER) * paddedWidth(this.width) + 32;
  }

  get end(): usize {
    return this.quads + (this.height + 3) * paddedWidth(this.width) * 4;
  }
}

export const JOB_BYTES: usize = offsetof<Job>();

/** Bytes of scratch that a job needs. */
export function scratchBytes(address: usize): usize {
  const job = changetype<Job>(address);
  return job.end - job.scratch;
}

/** Gives a job its scratch. The border of the padded image becomes zero and stays so. */
export function giveScratch(address: usize, scratch: usize): void {
  const job = changetype<Job>(address);
  job.scratch = scratch;
  memory.fill(job.padded, 0, job.quads - job.padded);
}
