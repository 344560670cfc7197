import type { instantiate as declared } from '../../dist/augment/distort.js';
import { compiledModule } from '../engine/simd/compiled-module.js';
import type { Threads } from '../engine/simd/context.js';
import { Crew, type PrepareRun } from '../engine/simd/crew.js';
import { divide } from '../engine/simd/divide.js';
import type { SimdMemory } from '../engine/simd/memory.js';
import { type Instance, instantiate, type KernelsOf } from '../engine/simd/module.js';
import type { Originals } from './originals.js';
import type { DistortionSettings } from './settings.js';
import { columnWeights, fieldSize, rowWeights, smoothing } from './smoothing.js';

/** Exports of `src/augment/assembly`, as its compiler declares them. */
type Exports = Awaited<ReturnType<typeof declared>>;
type Kernels = KernelsOf<Exports>;

/** What determines a distorted copy, besides the image number and the epoch. */
export interface DistortionSource {
  readonly settings: DistortionSettings;
  readonly seed: number;
  /** Identifies a set of images; copies in different sets use different random numbers. */
  readonly set: number;
  /** A factor for all settings but sigma, in each epoch; by default 1. */
  readonly strength?: ((epoch: number) => number) | undefined;
}

const RADIANS = Math.PI / 180;

/** Smallest number of images worth sharing among threads: about 200 µs of work. */
const MIN_SHARED_IMAGES = 16;
/** Cost of one pixel, in vector multiplications. */
const PIXEL_WORK = 40;

/** Makes distorted copies of images. A copy depends only on its source, image number and epoch. */
export class Distorter {
  readonly memory: SimdMemory;
  readonly #originals: Originals;
  readonly #strength: (epoch: number) => number;
  readonly #crew: Threads;
  readonly #prepare: PrepareRun<Kernels>;
  /** Addresses of the jobs, one for each part of the work. */
  readonly #jobs: readonly number[];

  /** crew: the threads that share the work; by default only the calling thread. */
  constructor(originals: Originals, source: DistortionSource, crew: Threads = new Crew(originals.memory, 1)) {
    this.memory = originals.memory;
    this.#originals = originals;
    this.#strength = source.strength ?? (() => 1);
    const instance = distortionKernels(this.memory.memory);
    this.#crew = crew;
    this.#prepare = crew.share(instance.kernels, { module: distortionModule(), memory: this.memory.memory });
    this.#jobs = Array.from({ length: crew.parts }, () => writeJob(instance, originals, source));
  }

  /**
   * out ← copies of `count` images for an epoch. `out` is an address; `index` is the address of the image numbers,
   * 32-bit words.
   */
  distort(out: number, index: number, count: number, epoch: number): void {
    const { address } = this.#originals;
    const bytes = imageBytes(this.#originals);
    const strength = this.#strength(epoch);
    const parts = count < MIN_SHARED_IMAGES || this.#crew.isAlone ? 1 : this.#crew.parts;
    const calls = divide(count, parts).map(([from, to], part): Parameters<Kernels['distort']> => {
      return [out + from * bytes, address, index + from * 4, to - from, epoch, this.#jobs[part], strength];
    });
    this.#crew.run(this.#prepare('distort', calls, count * bytes * PIXEL_WORK, 1));
  }

  /** Copies of images for an epoch. The next call overwrites them. */
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

function imageBytes({ rows, columns }: Originals): number {
  return rows * columns;
}

export function distortionKernels(memory: WebAssembly.Memory): Instance<Exports> {
  return instantiate(distortionModule(), { env: { memory } });
}

function distortionModule(): WebAssembly.Module {
  return compiledModule('augment/distort.wasm');
}

/** Writes a job with its weight tables and scratch memory; returns its address. Each thread needs its own. */
function writeJob(
  { kernels, constants }: Instance<Exports>,
  { memory, rows, columns }: Originals,
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
  // In the order of the fields of `Job`.
  memory.floats('float64', job, 5).set([unit, rotation * RADIANS, shear * RADIANS, scale, shift]);
  memory.words(job + 40, 8).set([columns, rows, width, height, seed, set, ...weights]);
  kernels.giveScratch(job, memory.allocate(kernels.scratchBytes(job)));
  return job;
}
