/** Blank pixels on each side of the padded image. Source positions are clamped to one pixel around the image. */
export const BORDER: usize = 2;

/** Width in pixels of the padded image and of its quads. */
export function paddedWidth(width: usize): usize {
  return (width + 2 * BORDER + 15) & ~15;
}

/** Pairs of rows in the upper half of a field. */
export function rowPairs(height: usize): usize {
  return (height + 2) >> 2;
}

/** Groups of four columns in the left half of a field, rounded up to an even number. */
export function columnGroups(width: usize): usize {
  return ((width + 15) >> 4) << 1;
}

/**
 * The parameters of `distort`. The host allocates `JOB_BYTES`, writes the fields from `elasticUnit` to `rowWeights`,
 * allocates `scratchBytes` and calls `giveScratch`. Each thread needs its own job, because a job owns scratch memory.
 */
@unmanaged
export class Job {
  /** Displacement in pixels per unit of weighted noise; 0 turns the elastic part off. */
  elasticUnit: f64;
  /** Ranges of the random transform: radians, radians, a fraction, pixels. */
  rotation: f64;
  shear: f64;
  scale: f64;
  shift: f64;

  /** Size of an image in pixels. */
  width: usize;
  height: usize;
  /** Size of the displacement fields: even, and at least 8. */
  fieldWidth: usize;
  fieldHeight: usize;
  seed: u32;
  set: u32;
  /** Addresses of the smoothing weights for columns and for rows; see `smooth.ts`. */
  columnWeights: usize;
  rowWeights: usize;

  scratch: usize;
  /** Transform of the current copy: pixel (x, y) reads the image at (xx x + xy y + x0, yx x + yy y + y0). */
  xx: f64;
  xy: f64;
  x0: f64;
  yx: f64;
  yy: f64;
  y0: f64;

  // The scratch memory is divided into these parts, in this order.

  /** Four blocks of random words. */
  get words(): usize {
    return this.scratch;
  }

  /** The folded noise that `makeNoise` writes. */
  get noise(): usize {
    return this.words + 64;
  }

  /** The noise after smoothing along columns: [fieldHeight, 8 groups] 16-bit integers. */
  get halfSmooth(): usize {
    return this.noise + 2 * columnGroups(this.fieldWidth) * rowPairs(this.fieldHeight) * 64;
  }

  /** dx and dy: [2, fieldHeight, fieldWidth] float32, plus one vector because `resample` reads past the end. */
  get fields(): usize {
    return this.halfSmooth + this.fieldHeight * columnGroups(this.fieldWidth) * 16;
  }

  /** The image with its border, plus two vectors because `makeQuads` reads past the end. */
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

export function scratchBytes(address: usize): usize {
  const job = changetype<Job>(address);
  return job.end - job.scratch;
}

/** Sets a job's scratch memory and clears the border of the padded image, which is never written again. */
export function giveScratch(address: usize, scratch: usize): void {
  const job = changetype<Job>(address);
  job.scratch = scratch;
  memory.fill(job.padded, 0, job.quads - job.padded);
}
