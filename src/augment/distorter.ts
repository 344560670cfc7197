import { Crew, type RunKernel } from '../engine/simd/crew.js';
import { SimdMemory } from '../engine/simd/memory.js';
import { type DistortionKernels, distortionKernels, distortionModule } from './kernels.js';
import type { Originals } from './originals.js';
import type { DistortionSettings } from './settings.js';
import { columnWeights, fieldSize, groupCount, pairCount, rowWeights, smoothing } from './smoothing.js';

/** What decides a copy beside the image's number and the epoch. */
export interface DistortionSource {
  readonly settings: DistortionSettings;
  readonly seed: number;
  /** Which images these are: copies of different sets draw from different random numbers. */
  readonly set: number;
}

const RADIANS = Math.PI / 180;
/** Of `assembly/job.ts`. */
const JOB_BYTES = 96;
const DOUBLES_AT = 56;

/** Images that are worth sharing among threads: some 200 µs of work. */
const SHARED_IMAGES = 16;

/**
 * Makes distorted copies of images: the kernels, with the tables and the scratch that they need. A copy is a pure function
 * of settings, seed, set, the image's number and the epoch, whichever thread makes it.
 */
export class Distorter {
  readonly memory: SimdMemory;
  readonly #originals: Originals;
  readonly #kernels: DistortionKernels;
  readonly #crew: Crew;
  readonly #run: RunKernel<DistortionKernels>;
  /** One for each part of the work. */
  readonly #jobs: readonly number[];

  /** crew: threads to share the work, this one alone if absent. */
  constructor(originals: Originals, { settings, seed, set }: DistortionSource, crew?: Crew) {
    const { memory } = originals;
    this.memory = new SimdMemory(memory);
    this.#originals = originals;
    this.#kernels = distortionKernels(memory).kernels;
    this.#crew = crew ?? new Crew(this.memory, 1);
    this.#run = this.#crew.share(this.#kernels, { module: distortionModule(), memory });
    const { parts } = this.#crew;
    this.#jobs = Array.from({ length: parts }, () => writeJob(this.memory, originals, settings, seed, set));
  }

  /** out ← copies of `count` images as they are in an epoch; their numbers are words at `index`. Both are addresses. */
  distort(out: number, index: number, count: number, epoch: number): void {
    const { address } = this.#originals;
    const bytes = imageBytes(this.#originals);
    if (count < SHARED_IMAGES) {
      this.#kernels.distort(out, address, index, count, epoch, this.#jobs[0]);
      return;
    }
    this.#run(
      'distort',
      this.#crew.divide(count).map(([from, to], part) => {
        return [out + from * bytes, address, index + from * 4, to - from, epoch, this.#jobs[part]];
      }),
    );
  }

  /** Copies of images as they are in an epoch, good until the next call. */
  copies(index: ArrayLike<number>, epoch: number): Uint8Array {
    const bytes = index.length * imageBytes(this.#originals);
    const numbers = this.memory.allocate(index.length * 4);
    const out = this.memory.allocate(bytes);
    this.memory.words(numbers, index.length).set(index);
    this.distort(out, numbers, index.length, epoch);
    this.memory.release(numbers);
    return this.memory.bytes(out, bytes);
  }
}

/** The bytes of one image. */
export function imageBytes({ rows, columns }: Originals): number {
  return rows * columns;
}

/** Writes down what the kernel is to do; returns the address. */
function writeJob(
  memory: SimdMemory,
  { rows, columns }: Originals,
  { elastic, rotation, shear, scale, shift }: DistortionSettings,
  seed: number,
  set: number,
): number {
  const [width, height] = [fieldSize(columns), fieldSize(rows)];
  const store = (numbers: Int16Array) => {
    const address = memory.allocate(numbers.byteLength);
    memory.bytes(address, numbers.byteLength).set(new Uint8Array(numbers.buffer));
    return address;
  };
  const smooth = elastic && smoothing(elastic.sigma);
  const groups = groupCount(width);
  const paddedWidth = 16 * Math.ceil((columns + 4) / 16);
  const padded = memory.allocate((rows + 4) * paddedWidth + 32);
  memory.bytes(padded, (rows + 4) * paddedWidth + 32).fill(0);
  const job = memory.allocate(JOB_BYTES);
  memory
    .words(job, DOUBLES_AT / 4)
    .set([
      columns,
      rows,
      width,
      height,
      seed,
      set,
      smooth ? store(columnWeights(smooth, height)) : 0,
      smooth ? store(rowWeights(smooth, width)) : 0,
      memory.allocate(64),
      memory.allocate(2 * groups * pairCount(height) * 64),
      memory.allocate(height * groups * 16),
      memory.allocate(2 * width * height * 4 + 16),
      padded,
      memory.allocate((rows + 3) * paddedWidth * 4),
    ]);
  const unit = smooth ? elastic.alpha * smooth.unit : 0;
  memory.floats('float64', job + DOUBLES_AT, 5).set([unit, rotation * RADIANS, shear * RADIANS, scale, shift]);
  return job;
}
