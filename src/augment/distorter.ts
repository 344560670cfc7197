import { Crew, divide, type RunKernel } from '../engine/simd/crew.js';
import type { SimdMemory } from '../engine/simd/memory.js';
import { type DistortionInstance, type DistortionKernels, distortionKernels, distortionModule } from './kernels.js';
import type { Originals } from './originals.js';
import type { DistortionSettings } from './settings.js';
import { columnWeights, fieldSize, rowWeights, smoothing } from './smoothing.js';

/** What decides a copy beside the image's number and the epoch. */
export interface DistortionSource {
  readonly settings: DistortionSettings;
  readonly seed: number;
  /** Which images these are: copies of different sets draw from different random numbers. */
  readonly set: number;
}

const RADIANS = Math.PI / 180;

/** Images that are worth sharing among threads: some 200 µs of work. */
const SHARED_IMAGES = 16;
/** What a pixel of a copy costs, in vectors to multiply. */
const PIXEL_WORK = 40;

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
    this.memory = memory;
    this.#originals = originals;
    const instance = distortionKernels(memory.memory);
    this.#kernels = instance.kernels;
    this.#crew = crew ?? new Crew(this.memory, 1);
    this.#run = this.#crew.share(this.#kernels, { module: distortionModule(), memory: memory.memory });
    const { parts } = this.#crew;
    this.#jobs = Array.from({ length: parts }, () =>
      writeJob(instance, this.memory, originals, { settings, seed, set }),
    );
  }

  /** out ← copies of `count` images as they are in an epoch; their numbers are words at `index`. Both are addresses. */
  distort(out: number, index: number, count: number, epoch: number): void {
    const { address } = this.#originals;
    const bytes = imageBytes(this.#originals);
    const parts = count < SHARED_IMAGES || this.#crew.isAlone ? 1 : this.#crew.parts;
    const calls = divide(count, parts).map(([from, to], part): Parameters<DistortionKernels['distort']> => {
      return [out + from * bytes, address, index + from * 4, to - from, epoch, this.#jobs[part]];
    });
    this.#run('distort', calls, count * bytes * PIXEL_WORK);
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

export function imageBytes({ rows, columns }: Originals): number {
  return rows * columns;
}

/** Writes a job for one thread, with its tables and its scratch; returns the address. */
function writeJob(
  { kernels, constants }: DistortionInstance,
  memory: SimdMemory,
  { rows, columns }: Originals,
  { settings: { elastic, rotation, shear, scale, shift }, seed, set }: DistortionSource,
): number {
  const [width, height] = [fieldSize(columns), fieldSize(rows)];
  const store = (numbers: Int16Array) => {
    const address = memory.allocate(numbers.byteLength);
    memory.bytes(address, numbers.byteLength).set(new Uint8Array(numbers.buffer));
    return address;
  };
  const smooth = elastic && smoothing(elastic.sigma);
  const weights = smooth ? [store(columnWeights(smooth, height)), store(rowWeights(smooth, width))] : [0, 0];
  const unit = smooth ? elastic.alpha * smooth.unit : 0;
  const job = memory.allocate(constants.JOB_BYTES);
  const [alongColumns, alongRows] = weights;
  const ranges = [rotation * RADIANS, shear * RADIANS, scale, shift] as const;
  kernels.writeJob(job, columns, rows, width, height, seed, set, alongColumns, alongRows, unit, ...ranges);
  kernels.giveScratch(job, memory.allocate(kernels.scratchBytes(job)));
  return job;
}
