import type { Config } from '../../config/schema.js';
import { StoredFault } from '../../documents/json-document.js';
import type { ActivationName } from '../../engine/reference/activations.js';
import { TrainerError } from '../../errors.js';
import type { FileArrays } from '../../export/file-array.js';
import { npzArrays } from '../../export/npz.js';
import { countAgreeing, diagnose } from '../../export/trace/diagnose.js';
import type { Judged, Mistake } from '../../export/trace/judged.js';
import { inputNames } from '../../export/trace/nodes.js';
import type { Tensor } from '../../export/trace/tensor.js';
import { exchanged, type UserArray, withNamesExchanged } from '../../export/trace/user-array.js';
import { fileReason, readRegularFile } from '../../files/read-file.js';
import { ACTIVATION_NAMES } from '../../layers/activations.js';
import type { Watch } from '../observer.js';
import { compareInputs } from './compare-inputs.js';
import { recipeOf } from './recipe.js';
import { type Trace, traceStep } from './trace-step.js';
import { userStep } from './user-step.js';

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
const HINT = 'docs/trace.md in the repository has the Python code that saves it';

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
    const { sizes, missing, isSameNet, ours, images, yours, unknown } = userStep(path, arrays, trace);
    const compared = compareInputs(yours, ours, inputNames(sizes.length - 1), missing.length === 0);
    const { start } = compared;
    const settings =
      hasConfig || hasActivation ? config : { ...config, activation: likeliest(config, sizes, yours, start) };
    const recipe = recipeOf(settings, sizes, trace?.learningRate, isSameNet ? trace?.optimizerState : {});
    const other = withNamesExchanged(yours);
    const isChapter4 = countAgreeing(recipe, other, start) > countAgreeing(recipe, yours, start);
    const found = diagnose(recipe, isChapter4 ? other : yours, start).map(
      (each) => compared.judged.get(each.name) ?? each,
    );
    const judged = isChapter4 ? found.map(inChapter4) : found;
    const first = judged.find((each): each is Mistake => each.verdict === 'differs') ?? null;
    return {
      file: path,
      net: `${sizes.join('-')}${sizes.length > 2 ? ` ${settings.activation}` : ''}`,
      images,
      learningRate: recipe.learningRate,
      arrays: judged,
      first,
      notes: [
        ...(isChapter4 ? [CHAPTER_4] : []),
        ...notesOn(compared.own, missing, isSameNet, trace, sizes),
        ...unknown,
      ],
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
