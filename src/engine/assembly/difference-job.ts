// Structures in linear memory for central differences of the loss, which are float64 only (Float = f64): both sides of a
// difference are the two lanes of a vector. The host allocates `jobBytes`, then calls `writeJob` and `writeStage`.

/** An Affine layer and its units at one batch; the first stage of a job is the layer's own units, without W. */
@unmanaged
export class Stage {
  W: usize;
  WStride: usize;
  /** Inputs and outputs of the units, [N, units], with the same stride. */
  a: usize;
  z: usize;
  stride: usize;
  units: usize;
}

/** What holds for a whole layer. The stages lie behind it, then two pairs of doubles for each unit of the widest stage. */
@unmanaged
export class Job {
  stageCount: usize;
  /** Units of the widest stage. */
  widest: usize;
  /** The activation of all stages but the last one, by its number; see activations.ts. */
  activation: u32;
  /** y, [N, outputs]: a softmax, or the outputs of the net. */
  y: usize;
  yStride: usize;
  outputs: usize;
  /** Class numbers, or targets with the stride of y. */
  t: usize;
  isSoftmax: bool;
  /** Added to y[t] by the loss. */
  epsilon: f64;

  /** The largest |weight| of the current unit, and four coefficients; see `prepareUnit`. */
  largestWeight: f64;
  series1: f64;
  series2: f64;
  series3: f64;
  series4: f64;

  @inline
  stage(s: usize): Stage {
    return changetype<Stage>(changetype<usize>(this) + JOB_BYTES + s * STAGE_BYTES);
  }

  /** Scratch, aligned to vectors: a pair of doubles for each unit, twice. */
  @inline
  get changes(): usize {
    return (changetype<usize>(this.stage(this.stageCount)) + 15) & ~15;
  }

  /** y of sample n. */
  @inline
  outputsOf(n: usize): usize {
    return this.y + n * this.yStride;
  }
}

const JOB_BYTES = offsetof<Job>();
const STAGE_BYTES = offsetof<Stage>();

/** Bytes of a job with its stages and its scratch. */
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

/** Stage number s of a job. */
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
