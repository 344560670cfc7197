import { OPTIMIZERS, OWN_RATES } from '../training/optimizers/optimizers.js';
import { SCHEDULES } from '../training/schedule.js';
import { AUGMENT_WORDS } from './augment-words.js';
import { choiceWords, type Words } from './choice-words.js';
import { DISTILL_WORDS } from './distill-words.js';
import { VIEW_WORDS } from './view-words.js';

/** The words for every key, by its path. */
export const WORDS: Readonly<Record<string, Words>> = {
  $schema: { means: 'address of the JSON Schema, for editors; ignored', example: './schema.json', unset: 'none' },
  seed: { means: 'seed of the initial weights, the batches, dropout and distorted copies', example: 1, unit: '1' },
  seeds: {
    means: 'several runs, one for each seed; together with `runs`, every entry with every seed',
    example: [1, 2, 3],
    unit: '1',
    unset: 'one run',
  },
  runs: {
    means:
      'several runs, each in its own folder; an entry has the settings in which its run differs, and optionally its ' +
      '`name`',
    example: [{ optimizer: 'sgd' }, { optimizer: 'adam', hidden: [100] }],
    unset: 'one run',
  },
  dataset: {
    means:
      'what to learn: `strokes` are the built-in digits, `custom` is four IDX files of yours in `data.dir`, `folder` is ' +
      'pictures in `data.dir`/train/CLASS and `data.dir`/test/CLASS',
    example: 'strokes',
  },
  data: { means: 'where the images come from, and how many are used', example: { offline: true } },
  'data.dir': {
    means: 'folder of the download cache, or of your files with `dataset: custom` or `folder`',
    example: 'data',
  },
  'data.mirrors': {
    means: 'where to download from: `https:`, `file:`, or `http:` on this machine',
    example: ['https://ossci-datasets.s3.amazonaws.com/mnist/'],
    unset: 'the known mirrors',
  },
  'data.offline': { means: 'never download', example: true },
  'data.validation': {
    means:
      'number of training images, the last ones, held out for choosing settings; test images are then evaluated only ' +
      'at the end',
    example: 5000,
    unit: 'images',
    unset: 'none',
  },
  'data.limit': {
    means: 'use only the first images: one number for both splits, or a number for each',
    example: 6000,
    unit: 'images',
    unset: 'everything',
  },
  'data.limit.train': { means: 'training images to use at most', example: 6000, unit: 'images', unset: 'everything' },
  'data.limit.test': { means: 'test images to use at most', example: 1000, unit: 'images', unset: 'everything' },
  ...VIEW_WORDS,
  hidden: {
    means: 'size of each hidden layer; `[]` is softmax regression, `[50, 100]` the net of chapter 3',
    example: [50],
    unit: 'hidden units',
  },
  activation: { means: 'activation function of the hidden layers', example: 'sigmoid' },
  init: { means: 'initial weights', example: { std: 'he' } },
  'init.rng': { means: 'random generator: Philox, or NumPy’s, which repeats `np.random.seed`', example: 'numpy' },
  'init.std': {
    means: 'standard deviation: a number, `xavier` for √(1/n) or `he` for √(2/n) in a layer of n inputs',
    example: 'he',
    unit: '1',
  },
  'init.from': {
    means: 'a `model.json`, .npz, .pkl or .safetensors whose parameters the run starts with, instead of random ones',
    example: 'runs/book-ch05/model.json',
    unset: 'none',
  },
  'init.scale': {
    means: 'for a file of weights alone in `init.from`: its net was trained on pixels / scale',
    example: 255,
    unit: '1',
    unset: 'that of the model',
  },
  'init.sha256': {
    means: 'SHA-256 of the parameters in `init.from`, which the run writes into its `config.json` and verifies',
    example: '0'.repeat(64),
    unset: 'that of the model',
  },
  gradient: { means: 'back-propagation, or central differences as in chapter 4', example: 'numerical' },
  numerical: { means: 'how numerical gradients are computed', example: { h: 1e-5 } },
  'numerical.h': { means: 'step size of the central differences', example: 1e-5, unit: '1' },
  'numerical.algorithm': {
    means: 'recompute only what a parameter affects, or run two forward passes per parameter, as the book does',
    example: 'full',
  },
  loss: {
    means:
      'logsumexp(s) − s[t] (also called `exact`), −ln(y + 1e-7) as in the book, or Σ (y − t)² / 2n of identity ' +
      'outputs against one-hot labels, which needs a learning rate near 1',
    example: 'mean-squared-error',
    unset: '`cross-entropy`; `book` with `init.rng: numpy`',
  },
  sampling: {
    means: 'batches drawn from all images, as in the book, or every image once an epoch',
    example: 'shuffle',
  },
  batchSize: { means: 'images in a batch; each batch makes one update', example: 100, unit: 'images' },
  learningRate: {
    means: 'learning rate before the schedule lowers it',
    example: 0.1,
    unit: '1',
    unset: OWN_RATES,
  },
  ...choiceWords('optimizer', OPTIMIZERS, {
    means: 'how gradients change the parameters: a name, or a mapping of `name` and some of its own keys',
    example: { name: 'momentum', momentum: 0.9 },
  }),
  ...choiceWords('schedule', SCHEDULES, {
    means: 'learning-rate schedule: a name, or a mapping of `name` and some of its own keys',
    example: { name: 'cosine', warmup: 1 },
  }),
  weightDecay: {
    means: 'λ: the loss gains λ/2 Σ W² over the weights, not the biases; `mnist-eval` reports the loss without it',
    example: 1e-4,
    unit: '1',
  },
  dropout: {
    means: 'fraction of the hidden units dropped at each update (inverted: the others are scaled up)',
    example: 0.5,
    unit: 'fraction',
    unset: 'off',
  },
  labelSmoothing: {
    means:
      'ε: the target is 1 − ε + ε/K for the label and ε/K for every other of K classes; `mnist-eval` reports the ' +
      'loss without it',
    example: 0.1,
    unit: 'fraction',
    unset: 'off',
  },
  ...DISTILL_WORDS,
  movingAverage: {
    means: 'decay of a moving average of the parameters, which is evaluated and saved instead of them',
    example: 0.999,
    unit: 'fraction kept per update',
    unset: 'off',
  },
  keep: {
    means: 'save the last parameters, or those of the best evaluation on held-out images (`data.validation`)',
    example: 'best',
    unset: '`last`',
  },
  patience: {
    means: 'end the run after this many evaluations in a row without improvement on held-out images',
    example: 5,
    unit: 'evaluations',
    unset: 'never',
  },
  recordLoss: {
    means:
      'loss in `loss.csv`: that of a batch after its update, as in the book, or before it, which saves a forward pass',
    example: 'before',
    unset: '`after`',
  },
  ...AUGMENT_WORDS,
  iterations: { means: 'length of the run', example: 10_000, unit: 'updates', unset: '10000' },
  epochs: {
    means: 'length of the run, instead of `iterations`',
    example: 17,
    unit: 'passes over the training images',
    unset: '`iterations`',
  },
  evaluateEvery: { means: 'interval between evaluations', example: 600, unit: 'updates', unset: 'once an epoch' },
  report: { means: 'write a page with the results, `report.html`, when the run ends', example: true },
  engine: { means: 'WebAssembly SIMD, or plain loops to step through', example: 'reference' },
  precision: {
    means: 'number format of the computation; numerical gradients need `float64`',
    example: 'float64',
    unset: '`float32`; `float64` for numerical gradients and with `init.rng: numpy`',
  },
  output: { means: 'what the run writes', example: { dir: 'runs/my-run' } },
  'output.dir': { means: 'folder of the run', example: 'runs/my-run', unset: '`runs/<config name>`' },
  'output.checkpointEvery': {
    means: 'interval between checkpoints; 0: only at Ctrl-C',
    example: 1000,
    unit: 'updates',
    unset: 'once an epoch, at most once a second, at least once a minute',
  },
};
