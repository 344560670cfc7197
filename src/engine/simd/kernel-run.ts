import type { SimdMemory } from './memory.js';
import type { Kernel, Queues } from './queues.js';

/** The calls of a kernel that make up one step of an operation. A run can be repeated. */
export class KernelRun {
  /** Where and in which round `CallMemory` wrote the calls. */
  address = 0;
  round = -1;

  /**
   * number: that of the kernel in the table of all threads; work: total cost of the calls, in any unit; constants: how
   * many of the last arguments are float64, the others are integers.
   */
  constructor(
    readonly name: string,
    readonly kernel: Kernel,
    readonly number: number,
    readonly calls: readonly (readonly number[])[],
    readonly work: number,
    readonly constants: number,
  ) {}

  /** Makes all calls on the calling thread. */
  callHere(): void {
    try {
      for (const args of this.calls) this.kernel(...args);
    } catch (cause) {
      throw new Error(`simd engine: ${this.name} failed`, { cause });
    }
  }

  /** Replaces the float64 arguments of all calls. */
  setConstants(values: readonly number[]): void {
    for (const call of this.calls as readonly number[][]) {
      const first = call.length - values.length;
      for (let i = 0; i < values.length; i++) {
        if (Object.is(call[first + i], values[i])) continue;
        call[first + i] = values[i];
        this.round = -1;
      }
    }
  }
}

/** A training step of the book's net has 34. */
const FEWEST_CALLS = 1024;

/**
 * Shared memory for the calls of runs. Calls that are repeated are still there, and in the caches of all threads. When the
 * memory is full, a new round overwrites it from the start.
 */
export class CallMemory {
  readonly #layout: Queues['constants'];
  readonly #capacity: number;
  readonly #start: number;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  #used = 0;
  #round = 0;

  /** longestRun: the most calls of a run. */
  constructor(memory: SimdMemory, layout: Queues['constants'], longestRun: number) {
    this.#capacity = Math.max(FEWEST_CALLS, longestRun);
    this.#layout = layout;
    const bytes = this.#capacity * layout.CALL_BYTES;
    this.#start = memory.allocate(bytes);
    this.#words = new Int32Array(memory.memory.buffer, this.#start, bytes / 4);
    this.#doubles = new Float64Array(memory.memory.buffer, this.#start, bytes / 8);
  }

  /** The address of the first call of a run; the others follow. Writes the calls if they are not there. */
  addressOf(run: KernelRun): number {
    if (run.round === this.#round) return run.address;
    const { CALL_BYTES } = this.#layout;
    const { calls } = run;
    if (this.#used + calls.length > this.#capacity) {
      this.#used = 0;
      this.#round++;
    }
    for (let i = 0; i < calls.length; i++) this.#write(run, calls[i], (this.#used + i) * CALL_BYTES);
    run.address = this.#start + this.#used * CALL_BYTES;
    run.round = this.#round;
    this.#used += calls.length;
    return run.address;
  }

  #write({ number, constants }: KernelRun, args: readonly number[], at: number): void {
    const { INTEGERS_AT, CONSTANTS_AT } = this.#layout;
    const integers = args.length - constants;
    this.#words.set([number, integers, constants], at / 4);
    for (let i = 0; i < integers; i++) this.#words[(at + INTEGERS_AT) / 4 + i] = args[i];
    for (let i = 0; i < constants; i++) this.#doubles[(at + CONSTANTS_AT) / 8 + i] = args[integers + i];
  }
}
