import type { Config } from '../../config/schema.js';
import { StoredFault } from '../../documents/json-document.js';
import type { ActivationName } from '../../engine/reference/activations.js';
import { TrainerError } from '../../errors.js';
import type { FileArrays } from '../../export/file-array.js';
import { npzArrays } from '../../export/npz.js';
import { countAgreeing, diagnose } from '../../export/trace/diagnose.js';
import type { Judged, Mistake } from '../../export/trace/judged.js';
import { inputNames } from '../../export/trace/nodes.js';
import { sizeOf, type Tensor } from '../../export/trace/tensor.js';
import {
  exchanged,
  readUserArrays,
  sizesIn,
  type UserArray,
  withNamesExchanged,
} from '../../export/trace/user-array.js';
import { fileReason, readRegularFile } from '../../files/read-file.js';
import { ACTIVATION_NAMES } from '../../layers/activations.js';
import type { Watch } from '../observer.js';
import { compareInputs } from './compare-inputs.js';
import { recipeOf, tensorOf } from './recipe.js';
import { type Trace, traceStep } from './trace-step.js';

export interface AgainstOptions {
  readonly step: number;
  /** Whether a config was given; the inputs in the file are then compared with those of its step. */
  readonly hasConfig: boolean;
  /** Whether the activation was given; if not, the one that fits best is used. */
  readonly hasActivation: boolean;
}

export interface AgainstReport {
  readonly file: string;
  /** `784-50-10 relu` */
  readonly net: string;
  readonly images: number;
  readonly learningRate: number;
  /** The arrays of the file in the order of computation. */
  readonly arrays: readonly Judged[];
  /** The first array that differs. */
  readonly first: Mistake | null;
  readonly notes: readonly string[];
  readonly passed: boolean;
}

const MOST_BYTES = 2 ** 29;
const HINT = 'docs/trace.md has the Python code that saves it';

/** Compares the arrays of a user's step with ours. Throws MODEL_… if the file cannot be read, USAGE, and the errors of `traceStep`. */
export async function traceAgainst(
  path: string,
  config: Config,
  { step, hasConfig, hasActivation }: AgainstOptions,
  watch: Watch,
): Promise<AgainstReport> {
  const arrays = await readArrays(path);
  return guarded(path, async () => {
    const trace = hasConfig ? await traceStep(config, step, watch) : undefined;
    const sizes = trace && hasWeightsOf(arrays, trace.sizes) ? trace.sizes : sizesIn(arrays);
    if (!sizes)
      throw new StoredFault(
        'SHAPE',
        'W1, W2 … are missing or do not fit together: W1 is (in, out), and W2 must have out rows',
      );
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
    const N = imagesIn(arrays, sizes[0], ours);
    const { yours: read, unknown } = readUserArrays(arrays, sizes, N);
    if (read.size === 0)
      throw new StoredFault('KEY', `contains no array of a trace, only ${[...arrays.keys()].slice(0, 8).join(', ')}`);
    const isOwn = missing.length === 0;
    const compared = compareInputs(read, ours, inputNames(sizes.length - 1), isOwn);
    const start = compared.start;
    const settings =
      hasConfig || hasActivation ? config : { ...config, activation: likeliest(config, sizes, read, start) };
    const recipe = recipeOf(settings, sizes, trace?.learningRate, isSameNet ? trace?.optimizerState : {});
    const other = withNamesExchanged(read);
    const isChapter4 = countAgreeing(recipe, other, start) > countAgreeing(recipe, read, start);
    const found = diagnose(recipe, isChapter4 ? other : read, start).map(
      (each) => compared.judged.get(each.name) ?? each,
    );
    const judged = isChapter4 ? found.map(inChapter4) : found;
    const first = judged.find((each): each is Mistake => each.verdict === 'differs') ?? null;
    const notes = [
      ...(isChapter4 ? [CHAPTER_4] : []),
      ...notesOn(compared.own, missing, isSameNet, trace, sizes),
      ...unknown,
    ];
    const net = `${sizes.join('-')}${sizes.length > 2 ? ` ${settings.activation}` : ''}`;
    return {
      file: path,
      net,
      images: N,
      learningRate: recipe.learningRate,
      arrays: judged,
      first,
      notes,
      passed: first === null,
    };
  });
}

const CHAPTER_4 = 'da1 and dz1 are named as in chapter 4 of the book, where da1 is dL/dz1 and dz1 is dL/da1';

function inChapter4({ explanation, ...judged }: Judged): Judged {
  return {
    ...judged,
    name: exchanged(judged.name),
    explanation: explanation && {
      ...explanation,
      says: exchanged(explanation.says),
      hint: exchanged(explanation.hint),
      at: explanation.at.map(exchanged),
    },
  };
}

async function readArrays(path: string): Promise<FileArrays> {
  const bytes = await readRegularFile(path, MOST_BYTES).catch((error) => {
    throw new TrainerError('MODEL_READ', `${path}: ${fileReason(error)}`, { hint: HINT, cause: error });
  });
  return guarded(path, async () => npzArrays(bytes));
}

/** Turns faults of the file into MODEL_… errors. */
async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoredFault)) throw error;
    throw new TrainerError(`MODEL_${error.reason}`, `${path}: ${error.message}`, { hint: HINT, cause: error });
  }
}

function tensors(trace: Trace | undefined): Map<string, Tensor> {
  return new Map(Array.from(trace?.arrays ?? [], ([name, array]) => [name, tensorOf(array)]));
}

/** Whether all weights in a file have the shapes of a net of these sizes; true without weights. */
function hasWeightsOf(arrays: FileArrays, sizes: readonly number[]): boolean {
  return [...arrays].every(([name, { shape }]) => {
    const l = Number(name.match(/^W(\d+)$/)?.[1]);
    return (
      !l ||
      [...shape].sort().join() ===
        sizes
          .slice(l - 1, l + 1)
          .sort()
          .join()
    );
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

/** The activation that agrees with most arrays of the file; of equally good ones, that of the config. */
function likeliest(
  config: Config,
  sizes: readonly number[],
  yours: ReadonlyMap<string, UserArray>,
  start: ReadonlyMap<string, Tensor>,
): ActivationName {
  const names = [config.activation, ...ACTIVATION_NAMES.filter((name) => name !== config.activation)];
  const fits = names.map((activation) => countAgreeing(recipeOf({ ...config, activation }, sizes), yours, start));
  return names[fits.indexOf(Math.max(...fits))];
}

function notesOn(
  own: readonly string[],
  missing: readonly string[],
  isSameNet: boolean,
  trace: Trace | undefined,
  sizes: readonly number[],
): string[] {
  if (trace && !isSameNet)
    return [
      `the config has a net ${trace.sizes.join('-')}, the file ${sizes.join('-')}: only the settings of the config are used`,
    ];
  if (own.length === 0) return [];
  const rest =
    missing.length === 0
      ? 'the rest is computed from the file'
      : `save ${missing.join(', ')} too, to have the rest checked`;
  return [`${own.join(', ')} of the file ${own.length === 1 ? 'is not that' : 'are not those'} of the config; ${rest}`];
}
