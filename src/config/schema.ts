import { z } from 'zod';
import { DATASET_NAMES, datasetEntry } from '../dataset/catalogue.js';
import { MOST_SIDE } from '../dataset/dataset.js';
import { mirrorFault } from '../dataset/download/mirror.js';
import { atLeastZero, integer, numberIn, positive, share } from '../documents/numbers.js';
import { viewFault } from '../image/views/views.js';
import { ACTIVATION_NAMES } from '../layers/activations.js';
import { LOSS_NAMES, LOSSES, type LossName } from '../layers/losses.js';
import { NUMBERED_VIEWS, viewOr } from '../network/view-schema.js';
import { OPTIMIZERS } from '../training/optimizers/optimizers.js';
import { SCHEDULES } from '../training/schedule.js';
import { augment, elastic } from './augment.js';
import { choice, choiceKeys } from './choice.js';
import { distill, distillKeys } from './distill.js';
import { init, initKeys } from './init.js';
import { parameterCount, tooManyParameters } from './parameter-limit.js';
import { path } from './path.js';
import { runName } from './run-name.js';

/** Largest number of runs in one config. */
export const MOST_RUNS = 100;

const count = integer(1, 10_000_000);

const mirror = z.string().superRefine((address, context) => {
  const fault = mirrorFault(address);
  if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
});

/** Limits on the images of each split. No dataset has ten million, so the default is no limit. */
const limit = z.strictObject({ train: count.default(10_000_000), test: count.default(10_000_000) }).readonly();

const data = z.strictObject({
  dir: path.default('data'),
  mirrors: z.array(mirror).min(1, 'a list of at least one address').readonly().optional(),
  offline: z.boolean().default(false),
  /** Number of held-out images: the last training images, used to choose a recipe. */
  validation: integer(1, 10_000_000).optional(),
  limit: z.union([count.transform((n) => Object.freeze({ train: n, test: n })), limit]).optional(),
});

const layerSize = z
  .int('an integer from 1 to 4096')
  .min(1)
  .refine((units) => parameterCount([784, units, 10]) < 2 ** 28, {
    error: ({ input }) => {
      const bytes = 4 * parameterCount([784, Number(input), 10]);
      return `${input} units need about ${(bytes / 1e12).toPrecision(2)} TB, limit 1 GiB`;
    },
    params: { code: 'CONFIG_MEMORY' },
    abort: true,
  })
  .max(4096);

/** Preprocessing of images, see `image/views/`. */
const input = z.strictObject({ view: viewOr('none').default('none') });

const numerical = z.strictObject({
  h: numberIn({ min: 1e-12, max: 1 }).default(1e-4),
  /** `incremental` recomputes only what a parameter affects; `full` runs two forward passes per parameter, as the book does. */
  algorithm: z.enum(['incremental', 'full']).default('incremental'),
});
const output = z.strictObject({
  dir: path.optional(),
  /** Iterations between checkpoints, 0 for none; absent means once an epoch, at most once a second, at least once a minute. */
  checkpointEvery: integer(0, 10_000_000).optional(),
});

/** An entry of `runs`. Its settings are checked when they override the config. */
const run = z.looseObject({ name: runName.optional() });

const settings = z.strictObject({
  /** Lets editors complete and check a config; ignored here. */
  $schema: z.string().optional(),
  seed: integer(0, 2 ** 32 - 1).default(0),
  seeds: z
    .array(integer(0, 2 ** 32 - 1))
    .min(1, `a list of 1 to ${MOST_RUNS} seeds`)
    .max(MOST_RUNS, `a list of 1 to ${MOST_RUNS} seeds`)
    .refine((seeds) => new Set(seeds).size === seeds.length, 'must not name a seed twice')
    .readonly()
    .optional(),
  runs: z
    .array(run)
    .min(1, `a list of 1 to ${MOST_RUNS} runs`)
    .max(MOST_RUNS, `a list of 1 to ${MOST_RUNS} runs`)
    .optional(),
  dataset: z.enum(DATASET_NAMES).default('mnist'),
  data: data.readonly().prefault({}),
  input: input.readonly().prefault({}),
  /** Units of each hidden layer; an empty list is softmax regression. */
  hidden: z.array(layerSize).max(8, 'a list of 0 to 8 layer sizes').readonly().prefault([50]),
  activation: z.enum(ACTIVATION_NAMES).default('relu'),
  init: init.readonly().prefault({}),
  gradient: z.enum(['backprop', 'numerical']).default('backprop'),
  numerical: numerical.readonly().prefault({}),
  /** See `layers/losses.ts`; `cross-entropy` is another name of `exact`. */
  loss: z.enum(['cross-entropy', ...LOSS_NAMES]).optional(),
  sampling: z.enum(['replacement', 'shuffle']).default('replacement'),
  batchSize: count.default(100),
  /** By default that of the optimizer, see `own-rate.ts`. */
  learningRate: positive(1000).default(OPTIMIZERS.sgd.learningRate),
  optimizer: choice(OPTIMIZERS).prefault('sgd'),
  /** Schedule of the learning rate. */
  schedule: choice(SCHEDULES).prefault('constant'),
  weightDecay: atLeastZero(100).default(0),
  /** Fraction of the hidden units that is dropped in training. */
  dropout: share.optional(),
  /** ε: the label has 1 − ε + ε/K, every other class ε/K. */
  labelSmoothing: share.optional(),
  /** Trained nets to learn from, in addition to the labels. */
  distill: distill.optional(),
  /** Decay of the moving average of the parameters that is evaluated and saved. */
  movingAverage: share.optional(),
  /** Record the loss of a batch after its update, as the book does, or before it, which saves a forward pass. */
  recordLoss: z.enum(['after', 'before']).optional(),
  /** The parameters to save: those after the last update, or those of the best evaluation on held-out images. */
  keep: z.enum(['last', 'best']).optional(),
  /** Ends the run after this number of evaluations without improvement on held-out images. */
  patience: integer(1, 10_000_000).optional(),
  /** Training on distorted copies, see `augment/settings.ts`. */
  augment: augment.readonly().optional(),
  iterations: count.optional(),
  epochs: integer(1, 10_000).optional(),
  /** Iterations between evaluations; absent means once an epoch. */
  evaluateEvery: count.optional(),
  /** Whether the run writes `report.html` at its end. */
  report: z.boolean().default(false),
  engine: z.enum(['simd', 'reference']).default('simd'),
  precision: z.enum(['float32', 'float64']).optional(),
  output: output.readonly().prefault({}),
});

/** Keys of each level, by the path of the level. */
export const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(settings.shape),
  data: Object.keys(data.shape),
  'data.limit': ['train', 'test'],
  input: Object.keys(input.shape),
  'input.view': NUMBERED_VIEWS,
  init: Object.keys(initKeys.shape),
  numerical: Object.keys(numerical.shape),
  optimizer: choiceKeys(OPTIMIZERS),
  schedule: choiceKeys(SCHEDULES),
  distill: Object.keys(distillKeys.shape),
  augment: Object.keys(augment.shape),
  'augment.elastic': Object.keys(elastic.shape),
  output: Object.keys(output.shape),
};

/** A config as in a file; every key is optional. */
export type ConfigInput = z.input<typeof settings>;

/**
 * A config: checked, every default filled in, frozen. It has either `iterations` or `epochs`. With several runs, `runs` lists
 * all of them, including those that `seeds` makes.
 */
export type Config = Readonly<z.output<typeof configSchema> & { runs?: readonly RunSettings[] }>;

/** One of several runs: its name, which is also its folder, and the settings in which it differs. */
export type RunSettings = Readonly<Omit<ConfigInput, 'runs' | 'seeds'> & { name: string; seed: number }>;

/** A rule about several keys. It is checked even if single keys are wrong, so that all mistakes are reported at once. */
function rule(path: string, error: string, hint?: string) {
  const when = ({ value }: { value: unknown }) => typeof value === 'object' && value !== null;
  return { path: path.split('.'), error, when, params: { hint } };
}

const HELD_OUT = 'needs held-out images, "data.validation": the test images must not decide';
const HOLD_OUT = 'write data: { validation: 5000 }';

/** Whether a config holds out images. Its `data` may be invalid. */
function isHoldingOut(data: { validation?: unknown } | undefined): boolean {
  return data?.validation !== undefined;
}

export const configSchema = settings
  .refine(
    ({ iterations, epochs }) => iterations === undefined || epochs === undefined,
    rule('epochs', 'cannot be combined with "iterations"; keep one of the two'),
  )
  .refine(
    ({ gradient, precision }) => !(gradient === 'numerical' && precision === 'float32'),
    rule(
      'precision',
      'gradient "numerical" needs "float64": in float32 the difference of two losses is mostly rounding',
    ),
  )
  .refine(
    ({ schedule, learningRate }) => !(schedule?.name === 'cosine' && schedule.minimum > learningRate),
    rule('schedule.minimum', 'must not be above "learningRate", from which the schedule descends'),
  )
  .refine(
    ({ gradient, numerical, dropout, labelSmoothing, distill }) =>
      !(gradient === 'numerical' && numerical?.algorithm === 'incremental' && (dropout || labelSmoothing || distill)),
    rule('numerical.algorithm', '"incremental" does not support dropout, labelSmoothing and distill; use "full"'),
  )
  .refine(
    ({ loss, labelSmoothing }) => !labelSmoothing || LOSSES[lossName(loss)]?.hasProbabilities !== false,
    rule('labelSmoothing', 'needs loss "cross-entropy": label smoothing is for nets whose outputs are probabilities'),
  )
  .refine(
    ({ loss, init, distill }) => !distill || chosenLoss(loss, init) === 'exact',
    rule('distill', 'needs loss "cross-entropy": teachers give probabilities', 'write loss: cross-entropy'),
  )
  .refine(({ keep, data }) => keep !== 'best' || isHoldingOut(data), rule('keep', `"best" ${HELD_OUT}`, HOLD_OUT))
  .refine(({ patience, data }) => patience === undefined || isHoldingOut(data), rule('patience', HELD_OUT, HOLD_OUT))
  .check(({ value, issues }) => {
    // an unknown shape counts as the smallest until the files are read
    const { rows = 1, columns = 1, classes = 2 } = datasetEntry(value.dataset);
    const message = tooManyParameters([rows * columns, ...value.hidden, classes], chosenPrecision(value));
    if (message === undefined) return;
    issues.push({ code: 'custom', path: ['hidden'], input: value.hidden, message, params: { code: 'CONFIG_MEMORY' } });
  })
  .check(({ value, issues }) => {
    const { columns = MOST_SIDE } = datasetEntry(value.dataset);
    const fault = value.input.view === 'none' ? undefined : viewFault(value.input.view, columns);
    if (fault === undefined) return;
    const params = { code: 'CONFIG_RANGE' };
    issues.push({ code: 'custom', path: ['input', 'view'], input: value.input.view, message: fault, params });
  })
  .transform(({ $schema: _ignored, seeds: _seeds, runs: _runs, ...settings }) => {
    const { iterations, epochs, loss, precision: _given, input, ...rest } = settings;
    const length = epochs === undefined ? { iterations: iterations ?? 10_000 } : { epochs };
    return {
      ...rest,
      ...length,
      loss: chosenLoss(loss, rest.init),
      ...(input.view !== 'none' && { input: { view: input.view } }),
      precision: chosenPrecision(settings),
    };
  })
  .readonly();

/** `loss` of the config, or the default: with NumPy's generator the book's loss, for comparison with a Python run. */
function chosenLoss(loss: 'cross-entropy' | LossName | undefined, init?: { rng?: string }): LossName {
  return loss === undefined && init?.rng === 'numpy' ? 'book' : lossName(loss);
}

function lossName(loss: 'cross-entropy' | LossName | undefined): LossName {
  return loss === undefined || loss === 'cross-entropy' ? 'exact' : loss;
}

/** `precision` of the config, or the default for what it does: NumPy and numerical gradients need float64. */
function chosenPrecision({ precision, init, gradient }: z.output<typeof settings>): 'float32' | 'float64' {
  return precision ?? (init.rng === 'numpy' || gradient === 'numerical' ? 'float64' : 'float32');
}
