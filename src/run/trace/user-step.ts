import { StoredFault } from '../../documents/json-document.js';
import { TrainerError } from '../../errors.js';
import type { FileArrays } from '../../export/file-array.js';
import { inputNames } from '../../export/trace/nodes.js';
import { sizeOf, type Tensor } from '../../export/trace/tensor.js';
import { readUserArrays, sizesIn, type UserArray } from '../../export/trace/user-array.js';
import { tensorOf } from './recipe.js';
import type { Trace } from './trace-step.js';

/** A step in a user's file. */
export interface UserStep {
  /** The sizes of its net: 784, 50, 10 */
  readonly sizes: readonly number[];
  /** The inputs of the step that the file lacks; the config's replace them. */
  readonly missing: readonly string[];
  /** Whether the config has a net of these sizes, or there is no config. */
  readonly isSameNet: boolean;
  /** Our arrays, if there is a config with a net of these sizes. */
  readonly ours: ReadonlyMap<string, Tensor>;
  readonly images: number;
  readonly yours: ReadonlyMap<string, UserArray>;
  /** A note on each array that is not one of a trace. */
  readonly unknown: readonly string[];
}

/**
 * Finds out what step the arrays of a file belong to. trace: the step of the config, if one was given. Throws USAGE, or a
 * StoredFault if the arrays do not fit together.
 */
export function userStep(path: string, arrays: FileArrays, trace: Trace | undefined): UserStep {
  const sizes = trace && hasWeightsOf(arrays, trace.sizes) ? trace.sizes : sizesIn(arrays);
  if (!sizes) {
    const text = 'W1, W2 … are missing or do not fit together: W1 is (in, out), and W2 must have out rows';
    throw new StoredFault('SHAPE', text);
  }
  const needed = inputNames(sizes.length - 1);
  const missing = needed.filter((name) => !arrays.has(name));
  if (missing.length > 0 && !trace) {
    throw new TrainerError('USAGE', `${path}: lacks ${missing.join(', ')}; computing them needs a config`, {
      hint: `save ${needed.join(', ')} too, or add --config FILE`,
    });
  }
  const isSameNet = !trace || sizes.join() === trace.sizes.join();
  if (!isSameNet && missing.length > 0) {
    const [has, asks] = [sizes, trace.sizes].map((each) => each.join('-'));
    throw new StoredFault('SHAPE', `has a net ${has}, but the config has ${asks}`);
  }
  const ours = isSameNet ? tensors(trace) : new Map<string, Tensor>();
  const images = imagesIn(arrays, sizes[0], ours);
  const { yours, unknown } = readUserArrays(arrays, sizes, images);
  if (yours.size === 0) {
    const names = [...arrays.keys()].slice(0, 8).join(', ');
    throw new StoredFault('KEY', `contains no array of a trace, only ${names}`);
  }
  return { sizes, missing, isSameNet, ours, images, yours, unknown };
}

function tensors(trace: Trace | undefined): Map<string, Tensor> {
  return new Map(Array.from(trace?.arrays ?? [], ([name, array]) => [name, tensorOf(array)]));
}

/** Whether all weights in a file have the shapes of a net of these sizes, perhaps transposed; true without weights. */
function hasWeightsOf(arrays: FileArrays, sizes: readonly number[]): boolean {
  const either = (shape: readonly number[]) => [...shape].sort().join();
  return [...arrays].every(([name, { shape }]) => {
    const l = Number(name.match(/^W(\d+)$/)?.[1]);
    return !l || either(shape) === either(sizes.slice(l - 1, l + 1));
  });
}

/** The number of images in the step. `ours` replaces x and t if the file lacks them. */
function imagesIn(arrays: FileArrays, input: number, ours: ReadonlyMap<string, Tensor>): number {
  const batch = ours.get('x')?.shape[0];
  const x = arrays.get('x');
  const N = x ? sizeOf(x.shape) / input : (batch as number);
  if (!Number.isInteger(N) || N === 0)
    throw new StoredFault('SHAPE', `x is [${x?.shape}], expected rows of ${input} pixels`);
  if (!arrays.has('t') && N !== batch)
    throw new StoredFault('SHAPE', `has ${N} images in x and no t, but the batch of the config has ${batch} images`);
  return N;
}
