import { type Command, Option } from 'commander';
import type { ConfigInput } from '../../config/schema.js';
import { DATASET_NAMES } from '../../dataset/catalogue.js';
import { namesIn } from '../../documents/choices.js';
import { TrainerError } from '../../errors.js';
import { formatOf } from '../../export/formats.js';
import { LOSS_KINDS, type NetFacts } from '../../export/net-facts.js';
import { ACTIVATION_NAMES } from '../../layers/activations.js';
import { OPTIMIZERS, OWN_RATES } from '../../training/optimizers/optimizers.js';
import { SCHEDULES } from '../../training/schedule.js';
import { numberFlag } from './number-flag.js';
import { VIEW_NAMES, viewFlag } from './view-flag.js';

export interface OutputFlags {
  json?: boolean;
  quiet?: boolean;
  /** False with --no-color. */
  color?: boolean;
}

export function addOutputFlags(command: Command): Command {
  return command
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print no progress and no notices')
    .option('--no-color', 'no colours (also: NO_COLOR=1)');
}

export interface DataFlags {
  dataset?: string;
  dataDir?: string;
  mirror?: string[];
  offline?: boolean;
}

/** Facts about a net that a weights-only model file does not store. */
export interface NetFlags {
  activation?: string;
  scale?: string;
  loss?: string;
  view?: string;
}

const NET_FLAGS: Readonly<Record<keyof NetFlags, Option>> = {
  activation: new Option(
    '--activation <name>',
    'activation of the hidden layers, for files that do not store it, such as .npz and .pkl',
  ).choices(ACTIVATION_NAMES),
  scale: new Option('--scale <n>', 'for the same files: the net was trained on pixels / n, usually 255 or 1'),
  loss: new Option(
    '--loss <name>',
    'for the same files: the loss the net was trained with (cross-entropy means softmax outputs)',
  ).choices(LOSS_KINDS),
  view: new Option(
    '--view <name>',
    `for the same files: the view of the images the net was trained on, ${VIEW_NAMES.join(' or ')}`,
  ),
};

export function addNetFlags(command: Command): Command {
  for (const flag of Object.values(NET_FLAGS)) command.addOption(flag);
  return command;
}

/** The facts that the flags state. Throws USAGE if every file stores them itself. */
export function netFacts({ activation, scale, loss, view }: NetFlags, paths: readonly string[]): NetFacts {
  const given = Object.entries({ activation, scale, loss, view }).find(([, value]) => value !== undefined);
  if (given && paths.every((path) => formatOf(path) === undefined)) {
    throw new TrainerError('USAGE', `--${given[0]} has no effect on ${paths[0]}, which stores it`, {
      hint: `leave out --${given[0]}`,
    });
  }
  const range = { min: 1e-6, max: 1e6, hint: 'use 255 if the net was trained on pixels / 255, 1 if on bytes' };
  return {
    activation: activation as NetFacts['activation'],
    scale: scale === undefined ? undefined : numberFlag('--scale', scale, range),
    loss: loss as NetFacts['loss'],
    view: view === undefined ? undefined : viewFlag('--view', view),
  };
}

/** Adds the flags that choose the dataset and where it comes from. */
export function addDataFlags(command: Command): Command {
  // a flag that takes several addresses would also take the file names after it
  const mirror = command.registeredArguments.length > 0 ? '--mirror <url>' : '--mirror <url...>';
  return command
    .addOption(choice('--dataset <name>', 'name of the dataset', DATASET_NAMES))
    .addOption(new Option('--data-dir <dir>', 'folder for downloads').env('MNIST_TRAIN_DATA_DIR'))
    .addOption(
      new Option(mirror, 'address to download from instead (https:, file:, or http: on this machine)')
        .env('MNIST_TRAIN_MIRROR')
        .argParser((text: string, urls: string[] = []) => [...urls, ...text.split(/\s+/).filter(Boolean)]),
    )
    .option('--offline', 'never download (env: MNIST_TRAIN_OFFLINE=1)');
}

/** A flag with listed values. Help and completion show them, the config schema checks them. */
function choice(flag: string, description: string, names: readonly string[]): Option {
  return new Option(flag, description).choices(names).argParser((name) => name);
}

/** Whether --offline or MNIST_TRAIN_OFFLINE forbids downloads; undefined if neither is set. */
function offlineFlag(flags: DataFlags): boolean | undefined {
  const variable = process.env.MNIST_TRAIN_OFFLINE;
  return flags.offline ?? (variable ? !['0', 'false', 'no'].includes(variable.toLowerCase()) : undefined);
}

/** Flags that set one config key each, under the name of the key. */
const TRAIN_FLAGS: Readonly<Record<string, Option>> = {
  seed: numeric('--seed <n>', 'random seed of the run'),
  iterations: numeric('--iterations <n>', 'number of updates'),
  epochs: numeric('--epochs <n>', 'passes over the training images, instead of --iterations'),
  batchSize: numeric('--batch-size <n>', 'images per update'),
  learningRate: numeric('--lr <x>', `learning rate (default: ${OWN_RATES})`),
  optimizer: choice('--optimizer <name>', 'how gradients update the parameters', namesIn(OPTIMIZERS)),
  schedule: choice('--schedule <name>', 'learning-rate schedule', namesIn(SCHEDULES)),
  weightDecay: numeric('--weight-decay <x>', 'λ of the λ/2 Σ W² added to the loss'),
  hidden: new Option('--hidden <n,n>', 'units of each hidden layer; "none" is softmax regression').argParser((text) =>
    text === 'none' ? [] : text.split(',').map(numberOrText),
  ),
  activation: choice('--activation <name>', 'activation of the hidden layers', ACTIVATION_NAMES),
  gradient: choice('--gradient <kind>', 'how gradients are computed', ['backprop', 'numerical']),
  engine: choice('--engine <name>', 'WebAssembly SIMD, or plain loops in JavaScript', ['simd', 'reference']),
  precision: choice('--precision <kind>', 'floating-point format', ['float32', 'float64']),
};

/**
 * Keys without effect on a gradient check: it takes `--steps` updates at a constant rate, and compares both kinds of
 * gradient and both precisions.
 */
const NOT_IN_CHECK: readonly string[] = ['iterations', 'epochs', 'schedule', 'gradient', 'precision'];

/** Parsed flags also contain the values of `TRAIN_FLAGS`, which `configOverrides` reads. */
export interface TrainFlags extends DataFlags {
  output?: string;
}

export function addTrainFlags(command: Command): Command {
  addConfigFlags(command);
  return command.option('--output <dir>', 'folder for the results (default: runs/<config name>)');
}

/** Whether the flags name a dataset or a setting, so that a run needs no config. */
export function hasSettings(flags: TrainFlags): boolean {
  const given = flags as Readonly<Record<string, unknown>>;
  return [...Object.values(TRAIN_FLAGS).map((flag) => flag.attributeName()), 'dataset'].some((name) => name in given);
}

/** Adds the config flags that affect a gradient check. */
export function addCheckFlags(command: Command): Command {
  return addConfigFlags(command, NOT_IN_CHECK);
}

/** Adds the flags that set config keys, except the keys in `without`. */
export function addConfigFlags(command: Command, without: readonly string[] = []): Command {
  for (const [key, flag] of Object.entries(TRAIN_FLAGS)) if (!without.includes(key)) command.addOption(flag);
  return addDataFlags(command);
}

/** Flags and environment variables as config keys, which override those of the file. */
export function configOverrides(flags: TrainFlags): ConfigInput {
  const given = flags as Readonly<Record<string, unknown>>;
  const overrides = {
    ...Object.fromEntries(Object.entries(TRAIN_FLAGS).map(([key, flag]) => [key, given[flag.attributeName()]])),
    dataset: flags.dataset,
    data: {
      // an empty environment variable counts as unset
      dir: flags.dataDir || undefined,
      mirrors: flags.mirror?.length ? flags.mirror : undefined,
      offline: offlineFlag(flags),
    },
    output: { dir: flags.output },
  };
  return overrides as ConfigInput; // the config schema checks the values
}

function numeric(flag: string, description: string): Option {
  return new Option(flag, description).argParser(numberOrText);
}

/** The text as a number; other text is kept, and the config schema rejects it. */
export function numberOrText(text: string): unknown {
  if (text.trim() === '') return text;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
