import type { Labels, NdArray } from '../../array.js';
import type { Place } from './arrays.js';
import type { Run, SimdContext } from './context.js';
import type { Kernels } from './kernels.js';

/** What an operation takes besides arrays; `numbers` and `constants` may change from one step to the next. */
export interface Changing {
  /** The rows of a batch, or the classes of its labels. */
  readonly numbers?: ArrayLike<number>;
  /** The float64 arguments of its kernels, which come last. */
  readonly constants?: readonly number[] | undefined;
  /** The data that the batch is taken from. */
  readonly source?: object;
}

/** The kernels that an operation ran for certain arrays. */
interface Recording {
  readonly arrays: readonly NdArray[];
  readonly source: object | undefined;
  /** The end of the allocated memory; scratch lies behind it. */
  readonly top: number;
  /** How many numbers there are, and where. */
  readonly count: number;
  readonly numbersAt: number;
  readonly runs: readonly Run[];
  readonly result: number;
}

/** Runs kernels by `SimdContext.run`. numbers: their address. Returns the address of results that are no arrays, if any. */
type Make = (
  places: readonly Place[],
  numbers: number,
  constants: readonly number[],
  source: object | undefined,
) => number | undefined;

/**
 * An operation of the engine. Training asks for it again and again with the same arrays, so the kernels that it ran are
 * recorded, and run again without computing addresses and parts.
 */
export class Operation {
  readonly #context: SimdContext;
  readonly #make: Make;
  /** By the first array; the parts depend on whether this thread works alone. */
  readonly #together = new WeakMap<NdArray, Recording>();
  readonly #alone = new WeakMap<NdArray, Recording>();

  constructor(context: SimdContext, make: Make) {
    this.#context = context;
    this.#make = make;
  }

  /** Returns the address of the results that are no arrays, or 0; they stay until the next operation. */
  perform(outputs: readonly NdArray[], inputs: readonly NdArray[], changing: Changing = NOTHING): number {
    const { crew, memory } = this.#context;
    const recordings = crew.isAlone ? this.#alone : this.#together;
    const known = recordings.get(outputs[0] ?? inputs[0]);
    if (!known || !fits(known, memory.top, outputs, inputs, changing)) {
      const recording = this.#record(outputs, inputs, changing);
      if (this.#context.arrays.areHere(recording.arrays)) recordings.set(recording.arrays[0], recording);
      return recording.result;
    }
    if (changing.numbers) memory.put(known.numbersAt, changing.numbers);
    for (const [name, calls, work, constants] of known.runs) {
      if (constants && changing.constants)
        for (const call of calls) setLast(call as unknown as number[], changing.constants);
      this.#context.run(name, calls, work, constants);
    }
    return known.result;
  }

  #record(outputs: readonly NdArray[], inputs: readonly NdArray[], changing: Changing): Recording {
    const { arrays, memory } = this.#context;
    const { numbers, constants = [], source } = changing;
    const top = memory.top;
    let numbersAt = 0;
    let result = 0;
    const runs = this.#context.record(() => {
      arrays.run(outputs, inputs, (...places) => {
        if (numbers) numbersAt = memory.store(numbers);
        result = this.#make(places, numbersAt, constants, source) ?? 0;
      });
    });
    return { arrays: [...outputs, ...inputs], source, top, count: numbers?.length ?? 0, numbersAt, runs, result };
  }
}

const NOTHING: Changing = {};

function fits(
  { arrays, source, top, count }: Recording,
  now: number,
  outputs: readonly NdArray[],
  inputs: readonly NdArray[],
  changing: Changing,
): boolean {
  if (top !== now || source !== changing.source || count !== (changing.numbers?.length ?? 0)) return false;
  for (let i = 0; i < outputs.length; i++) if (arrays[i] !== outputs[i]) return false;
  for (let i = 0; i < inputs.length; i++) if (arrays[outputs.length + i] !== inputs[i]) return false;
  return true;
}

function setLast(call: number[], constants: readonly number[]): void {
  const first = call.length - constants.length;
  for (let i = 0; i < constants.length; i++) call[first + i] = constants[i];
}

/** Runs a kernel element by element: with its outputs, its inputs, and its constants. */
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

/** Class numbers without gaps between them, as kernels read them. */
export function numbersOf(t: Labels): ArrayLike<number> {
  const isInOrder = t.stride[0] === 1 && t.offset === 0 && t.data.length === t.shape[0];
  return isInOrder ? t.data : Uint32Array.from({ length: t.shape[0] }, (_, n) => t.get(n));
}
