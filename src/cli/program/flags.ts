import { type Command, Option } from 'commander';
import type { ConfigInput } from '../../config/schema.js';
import { DATASET_NAMES } from '../../dataset/catalogue.js';
import { namesIn } from '../../documents/choices.js';
import { ACTIVATION_NAMES } from '../../layers/activations.js';
import { OPTIMIZERS } from '../../training/optimizers/optimizers.js';
import { SCHEDULES } from '../../training/schedule.js';

/** What decides the look of a command's output. */
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

export interface TrainFlags extends DataFlags {
  seed?: string;
  iterations?: string;
  epochs?: string;
  batchSize?: string;
  lr?: string;
  optimizer?: string;
  schedule?: string;
  weightDecay?: string;
  hidden?: string;
  activation?: string;
  gradient?: string;
  engine?: string;
  precision?: string;
  output?: string;
}

export function addTrainFlags(command: Command): Command {
  return addDataFlags(
    command
      .option('--seed <n>', 'of the initial weights and the batches')
      .option('--iterations <n>', 'updates in all')
      .option('--epochs <n>', 'passes over the training images, instead of iterations')
      .option('--batch-size <n>', 'images per update')
      .option('--lr <x>', 'learning rate')
      .addOption(choice('--optimizer <name>', 'how gradients change the parameters', namesIn(OPTIMIZERS)))
      .addOption(choice('--schedule <name>', 'of the learning rate', namesIn(SCHEDULES)))
      .option('--weight-decay <x>', 'λ of the λ/2 Σ W² added to the loss')
      .option('--hidden <n,n>', 'units of each hidden layer; "none" is softmax regression')
      .addOption(choice('--activation <name>', 'of the hidden layers', ACTIVATION_NAMES))
      .option('--gradient <kind>', 'backprop or numerical')
      .option('--engine <name>', 'simd or reference')
      .option('--precision <kind>', 'float32 or float64')
      .option('--output <dir>', 'folder for the results (default: runs/<config name>)'),
  );
}

/** Flags and environment as they override a config; what is not a number is passed on for the config to complain of. */
export function configOverrides(flags: TrainFlags): ConfigInput {
  const overrides = {
    seed: number(flags.seed),
    iterations: number(flags.iterations),
    epochs: number(flags.epochs),
    batchSize: number(flags.batchSize),
    learningRate: number(flags.lr),
    optimizer: flags.optimizer,
    schedule: flags.schedule,
    weightDecay: number(flags.weightDecay),
    hidden: flags.hidden === undefined ? undefined : flags.hidden === 'none' ? [] : flags.hidden.split(',').map(number),
    activation: flags.activation,
    gradient: flags.gradient,
    engine: flags.engine,
    precision: flags.precision,
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

function number(text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return text;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
