// Structures for central differences, in float64 only (Float = f64). The two lanes of a vector are the two sides of a
// difference, +h and −h. The host allocates `jobBytes`, then calls `writeJob` and `writeStage`.

/** An Affine layer and its units for one batch. The first stage of a job is the layer's own units, without W. */
@unmanaged
export class Stage {
  W: usize;
  WStride: usize;
  /** Inputs and outputs of the units: [N, units], both with the same stride. */
  a: usize;
  z: usize;
  stride: usize;
  units: usize;
}

/**
 * Parameters for a whole layer. In memory, the stages follow, then two pairs of doubles for each unit of the widest
 * stage.
 */
@unmanaged
export class Job {
  stageCount: usize;
  widest: usize;
  /** Number of the activation function of all stages except the last; see activations.ts. */
  activation: u32;
  /** y: [N, outputs], a softmax or the outputs of the net. */
  y: usize;
  yStride: usize;
  outputs: usize;
  /** Class numbers, or targets with the same stride as y. */
  t: usize;
  isSoftmax: bool;
  /** Added to y[t] before the logarithm. */
  epsilon: f64;

  /** The largest |weight| of the current unit, and four series coefficients; see `prepareUnit`. */
  largestWeight: f64;
  series1: f64;
  series2: f64;
  series3: f64;
  series4: f64;

  @inline
  stage(s: usize): Stage {
    return changetype<Stage>(changetype<usize>(this) + JOB_BYTES + s * STAGE_BYTES);
  }

  /** Scratch memory, aligned to vectors: two pairs of doubles for each unit. */
  @inline
  get changes(): usize {
    return (changetype<usize>(this.stage(this.stageCount)) + 15) & ~15;
  }

  @inline
  outputsOf(n: usize): usize {
    return this.y + n * this.yStride;
  }
}

const JOB_BYTES = offsetof<Job>();
const STAGE_BYTES = offsetof<Stage>();

/** Bytes of a job with its stages and scratch memory. */
export function jobBytes(stageCount: usize, widest: usize): usize {
  return JOB_BYTES + stageCount * STAGE_BYTES + 15 + widest * 32;
}

export function writeJob(
  address: usize,
  stageCount: usize,
  widest: usize,
  activation: u32,
  y: usize,
  yStride: usize,
  outputs: usize,
  t: usize,
  isSoftmax: bool,
  epsilon: f64,
): void {
  const job = changetype<Job>(address);
  job.stageCount = stageCount;
  job.widest = widest;
  job.activation = activation;
  job.y = y;
  job.yStride = yStride;
  job.outputs = outputs;
  job.t = t;
  job.isSoftmax = isSoftmax;
  job.epsilon = epsilon;
}

/** Writes stage s of a job. */
export function writeStage(
  job: usize,
  s: usize,
  W: usize,
  WStride: usize,
  a: usize,
  z: usize,
  stride: usize,
  units: usize,
): void {
  const stage = changetype<Job>(job).stage(s);
  stage.W = W;
  stage.WStride = WStride;
  stage.a = a;
  stage.z = z;
  stage.stride = stride;
  stage.units = units;
}
