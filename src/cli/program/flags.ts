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
    .option('--quiet', 'no bars, lines or notices')
    .option('--no-color', 'no colours (also: NO_COLOR=1)');
}

export interface DataFlags {
  dataset?: string;
  dataDir?: string;
  mirror?: string[];
  offline?: boolean;
}

/** What a model file with weights alone does not say. */
export interface NetFlags {
  activation?: string;
  scale?: string;
  loss?: string;
  view?: string;
}

const NET_FLAGS: Readonly<Record<keyof NetFlags, Option>> = {
  activation: new Option('--activation <name>', 'of a model file that does not say it, such as .npz or .pkl').choices(
    ACTIVATION_NAMES,
  ),
  scale: new Option('--scale <n>', 'of such a file: its inputs are pixels / n, 255 or 1 as a rule'),
  loss: new Option('--loss <name>', 'of such a file: softmax is the last layer of the first').choices(LOSS_KINDS),
  view: new Option('--view <name>', `of such a file: how its images were set up, ${VIEW_NAMES.join(' or ')}`),
};

export function addNetFlags(command: Command): Command {
  for (const flag of Object.values(NET_FLAGS)) command.addOption(flag);
  return command;
}

/** What these flags say of model files. Throws USAGE if none of the files needs to be told. */
export function netFacts({ activation, scale, loss, view }: NetFlags, paths: readonly string[]): NetFacts {
  const given = Object.entries({ activation, scale, loss, view }).find(([, value]) => value !== undefined);
  if (given && paths.every((path) => formatOf(path) === undefined)) {
    throw new TrainerError('USAGE', `--${given[0]} has no effect on ${paths[0]}, which says its own`, {
      hint: `leave out --${given[0]}`,
    });
  }
  const range = { min: 1e-6, max: 1e6, hint: '--scale 255 if inputs were pixels / 255, --scale 1 if they were bytes' };
  return {
    activation: activation as NetFacts['activation'],
    scale: scale === undefined ? undefined : numberFlag('--scale', scale, range),
    loss: loss as NetFacts['loss'],
    view: view === undefined ? undefined : viewFlag('--view', view),
  };
}

/** Where the data comes from: the flags that every command has. */
export function addDataFlags(command: Command): Command {
  // One address a flag where a file name may follow it.
  const mirror = command.registeredArguments.length > 0 ? '--mirror <url>' : '--mirror <url...>';
  return command
    .addOption(choice('--dataset <name>', 'what to learn', DATASET_NAMES))
    .addOption(new Option('--data-dir <dir>', 'the download cache').env('MNIST_TRAIN_DATA_DIR'))
    .addOption(
      new Option(mirror, 'download from here instead (https:, file:, or http: on this machine)')
        .env('MNIST_TRAIN_MIRROR')
        .argParser((text: string, urls: string[] = []) => [...urls, ...text.split(/\s+/).filter(Boolean)]),
    )
    .option('--offline', 'never download (env: MNIST_TRAIN_OFFLINE=1)');
}

/** A flag whose names are in the help and in completions, and are checked where the config is. */
function choice(flag: string, description: string, names: readonly string[]): Option {
  return new Option(flag, description).choices(names).argParser((name) => name);
}

/** Whether --offline or the environment forbids downloads; undefined where neither says anything. */
function offlineFlag(flags: DataFlags): boolean | undefined {
  const variable = process.env.MNIST_TRAIN_OFFLINE;
  return flags.offline ?? (variable ? !['0', 'false', 'no'].includes(variable.toLowerCase()) : undefined);
}

/** Flags that set one key of a config each, by that key. */
const TRAIN_FLAGS: Readonly<Record<string, Option>> = {
  seed: numeric('--seed <n>', 'of the initial weights and the batches'),
  iterations: numeric('--iterations <n>', 'updates in all'),
  epochs: numeric('--epochs <n>', 'passes over the training images, instead of iterations'),
  batchSize: numeric('--batch-size <n>', 'images per update'),
  learningRate: numeric('--lr <x>', `learning rate (default: ${OWN_RATES})`),
  optimizer: choice('--optimizer <name>', 'how gradients change the parameters', namesIn(OPTIMIZERS)),
  schedule: choice('--schedule <name>', 'of the learning rate', namesIn(SCHEDULES)),
  weightDecay: numeric('--weight-decay <x>', 'λ of the λ/2 Σ W² added to the loss'),
  hidden: new Option('--hidden <n,n>', 'units of each hidden layer; "none" is softmax regression').argParser((text) =>
    text === 'none' ? [] : text.split(',').map(numberOrText),
  ),
  activation: choice('--activation <name>', 'of the hidden layers', ACTIVATION_NAMES),
  gradient: choice('--gradient <kind>', 'how gradients are computed', ['backprop', 'numerical']),
  engine: choice('--engine <name>', 'WebAssembly SIMD, or plain loops', ['simd', 'reference']),
  precision: choice('--precision <kind>', 'number format of the computation', ['float32', 'float64']),
};

/** Settings without effect on a gradient check, which takes `--steps` at a constant rate and compares both of the last two. */
const UNCHECKED: readonly string[] = ['iterations', 'epochs', 'schedule', 'gradient', 'precision'];

/** Also has the values of `TRAIN_FLAGS`, which only `configOverrides` reads. */
export interface TrainFlags extends DataFlags {
  output?: string;
}

export function addTrainFlags(command: Command): Command {
  addConfigFlags(command);
  return command.option('--output <dir>', 'folder for the results (default: runs/<config name>)');
}

/** Whether flags say what to train, so that the defaults do for the rest. */
export function sayWhatToTrain(flags: TrainFlags): boolean {
  const given = flags as Readonly<Record<string, unknown>>;
  return [...Object.values(TRAIN_FLAGS).map((flag) => flag.attributeName()), 'dataset'].some((name) => name in given);
}

/** The flags of a config that decide about a gradient check. */
export function addCheckFlags(command: Command): Command {
  return addConfigFlags(command, UNCHECKED);
}

/** The flags that set keys of a config, but for some. */
export function addConfigFlags(command: Command, without: readonly string[] = []): Command {
  for (const [key, flag] of Object.entries(TRAIN_FLAGS)) if (!without.includes(key)) command.addOption(flag);
  return addDataFlags(command);
}

/** Flags and environment as they override a config. */
export function configOverrides(flags: TrainFlags): ConfigInput {
  const given = flags as Readonly<Record<string, unknown>>;
  const overrides = {
    ...Object.fromEntries(Object.entries(TRAIN_FLAGS).map(([key, flag]) => [key, given[flag.attributeName()]])),
    dataset: flags.dataset,
    data: {
      // set to nothing is not set
      dir: flags.dataDir || undefined,
      mirrors: flags.mirror?.length ? flags.mirror : undefined,
      offline: offlineFlag(flags),
    },
    output: { dir: flags.output },
  };
  return overrides as ConfigInput; // unchecked strings: the schema is what checks them
}

function numeric(flag: string, description: string): Option {
  return new Option(flag, description).argParser(numberOrText);
}

/** What is not a number is passed on for the config to complain of. */
export function numberOrText(text: string): unknown {
  if (text.trim() === '') return text;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
