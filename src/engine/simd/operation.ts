import type { Labels, NdArray } from '../../array.js';
import type { Place } from './arrays.js';
import type { SimdContext } from './context.js';
import type { KernelRun } from './kernel-run.js';
import type { Kernels } from './kernels.js';

/** Arguments of an operation that are not arrays. `numbers` and `constants` may differ in every call. */
export interface OtherInputs {
  /** Row numbers of a batch, or class numbers of its labels. */
  readonly numbers?: ArrayLike<number>;
  /** float64 arguments of the kernels; they come last. */
  readonly constants?: readonly number[] | undefined;
  /** The rows that a batch refers to. */
  readonly source?: object;
}

/** The kernel runs of an operation on certain arrays. */
interface Recording {
  readonly arrays: readonly NdArray[];
  readonly source: object | undefined;
  /** End of the allocated memory before the run; scratch memory starts here. */
  readonly top: number;
  /** Count and address of `numbers`. */
  readonly count: number;
  readonly numbersAt: number;
  readonly runs: readonly KernelRun[];
  readonly result: number;
}

/**
 * Runs the kernels of an operation. numbers: an address. Returns the address of results that are not arrays, if there
 * are any.
 */
type RunOperation = (
  places: readonly Place[],
  numbers: number,
  constants: readonly number[],
  source: object | undefined,
) => number | undefined;

/**
 * An operation of the engine. Training calls it with the same arrays in every step, so its kernel runs are recorded and
 * then replayed without computing addresses and parts again.
 */
export class Operation {
  readonly #context: SimdContext;
  readonly #run: RunOperation;
  /** Recordings by their first array: of work shared among threads, and of the main thread working alone. */
  readonly #sharedRecordings = new WeakMap<NdArray, Recording>();
  readonly #soloRecordings = new WeakMap<NdArray, Recording>();

  constructor(context: SimdContext, run: RunOperation) {
    this.#context = context;
    this.#run = run;
  }

  /** Returns the address of results that are not arrays, or 0. The next operation overwrites them. */
  perform(outputs: readonly NdArray[], inputs: readonly NdArray[], others: OtherInputs = NOTHING): number {
    const { crew, memory } = this.#context;
    const recordings = crew.isAlone ? this.#soloRecordings : this.#sharedRecordings;
    const known = recordings.get(outputs[0] ?? inputs[0]);
    if (!known || !matches(known, memory.top, outputs, inputs, others)) {
      const recording = this.#record(outputs, inputs, others);
      if (this.#context.arrays.areInMemory(recording.arrays)) recordings.set(recording.arrays[0], recording);
      return recording.result;
    }
    if (others.numbers) memory.put(known.numbersAt, others.numbers);
    for (const run of known.runs) {
      if (run.constants > 0 && others.constants) run.setConstants(others.constants);
      crew.run(run);
    }
    return known.result;
  }

  #record(outputs: readonly NdArray[], inputs: readonly NdArray[], others: OtherInputs): Recording {
    const { arrays, memory } = this.#context;
    const { numbers, constants = [], source } = others;
    const top = memory.top;
    let numbersAt = 0;
    let result = 0;
    const runs = this.#context.record(() => {
      arrays.run(outputs, inputs, (...places) => {
        if (numbers) numbersAt = memory.store(numbers);
        result = this.#run(places, numbersAt, constants, source) ?? 0;
      });
    });
    return { arrays: [...outputs, ...inputs], source, top, count: numbers?.length ?? 0, numbersAt, runs, result };
  }
}

const NOTHING: OtherInputs = {};

function matches(
  { arrays, source, top, count }: Recording,
  now: number,
  outputs: readonly NdArray[],
  inputs: readonly NdArray[],
  others: OtherInputs,
): boolean {
  if (top !== now || source !== others.source || count !== (others.numbers?.length ?? 0)) return false;
  for (let i = 0; i < outputs.length; i++) if (arrays[i] !== outputs[i]) return false;
  for (let i = 0; i < inputs.length; i++) if (arrays[outputs.length + i] !== inputs[i]) return false;
  return true;
}

/** Runs a kernel element by element on outputs and inputs of one shape. */
export type Elementwise = (
  kernel: keyof Kernels,
  outputs: readonly NdArray[],
  inputs: readonly NdArray[],
  constants?: readonly number[],
) => void;

export function createElementwise(context: SimdContext): Elementwise {
  const operations = new Map<keyof Kernels, Operation>();
  return (kernel, outputs, inputs, constants) => {
    let operation = operations.get(kernel);
    if (!operation) {
      operation = new Operation(context, (places, _, constants) => {
        context.overElements(kernel, places, ...constants);
      });
      operations.set(kernel, operation);
    }
    operation.perform(outputs, inputs, { constants });
  };
}

/** Class numbers as a contiguous array, which kernels can read. */
export function classNumbers(t: Labels): ArrayLike<number> {
  const isInOrder = t.stride[0] === 1 && t.offset === 0 && t.data.length === t.shape[0];
  return isInOrder ? t.data : Uint32Array.from({ length: t.shape[0] }, (_, n) => t.get(n));
}
