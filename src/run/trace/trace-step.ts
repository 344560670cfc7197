import ndarray from 'ndarray';
import { copy, type Labels, type NdArray } from '../../array.js';
import type { Config } from '../../config/schema.js';
import { createEngine } from '../../engine/create-engine.js';
import type { Batch, Engine } from '../../engine/engine.js';
import { TrainerError } from '../../errors.js';
import { networkGradientSteps, zerosLike } from '../../gradient/network-gradient.js';
import { Affine } from '../../layers/affine.js';
import { copyParameters, type Network, type Parameters } from '../../network/network.js';
import { grouped } from '../../quantity.js';
import { createBreather } from '../../training/breathe.js';
import { continueTraining } from '../../training/train.js';
import { Training } from '../../training/training.js';
import { createNetwork } from '../create-network.js';
import type { Watch } from '../observer.js';
import { type Prepared, prepare } from '../prepare.js';

/** One step of a run: its arrays by name, in the order of computation. */
export interface Trace {
  readonly arrays: ReadonlyMap<string, NdArray>;
  readonly sizes: readonly number[];
  readonly dataset: string;
  /** The learning rate of this step. */
  readonly learningRate: number;
  /** The optimizer's state before the step. */
  readonly optimizerState: Parameters;
}

/** Trains up to a step of a config, counted from 1, and records it. Throws USAGE, CONFIG_VALUE, and the errors of `prepare`. */
export async function traceStep(config: Config, step: number, watch: Watch): Promise<Trace> {
  if (config.dropout) {
    throw new TrainerError('CONFIG_VALUE', 'dropout: trace does not support it', {
      hint: 'leave dropout out',
    });
  }
  if (config.distill) {
    throw new TrainerError('CONFIG_VALUE', 'distill: trace does not support it', {
      hint: 'leave distill out; the step then learns from the labels alone',
    });
  }
  const prepared = await prepare(config, createEngine(config.engine, config.precision), watch);
  const { network, data, random } = prepared;
  // Only the steps count, not what is measured or saved in between.
  const { keep: _, patience: _patience, ...rest } = prepared.options;
  const options = { ...rest, movingAverage: 0, evaluateEvery: Number.NaN };
  if (step > options.iterations) {
    throw new TrainerError(
      'USAGE',
      `--step: ${grouped(step)} is after the end of the run, which has ${grouped(options.iterations)} steps`,
      {
        hint: 'give a smaller --step, or more iterations in the config',
      },
    );
  }
  const training = new Training(network, data, options, random.batches);
  await trainUntil(training, step - 1, watch);
  const { optimizer, rate: learningRate } = training;
  const { x, t } = training.draw();
  const optimizerState = copies(optimizer.state);

  const arrays = passes(network, x, t);
  const numerical = await numericalGradient(config, prepared, arrays, t, watch);
  for (const [name, grad] of Object.entries(numerical)) arrays.set(`d${name}_numerical`, grad);
  const grads = config.gradient === 'numerical' ? numerical : network.grads;
  optimizer.update(network.params, grads, learningRate);
  for (const [name, array] of Object.entries(network.params)) arrays.set(`${name}_after`, copy(array));
  arrays.set('loss_after', number(network.loss(x, t)));
  const { input, hidden, output } = network.architecture;
  return { arrays, sizes: [input, ...hidden, output], dataset: prepared.about.name, learningRate, optimizerState };
}

/** Trains up to and including step `last`. */
async function trainUntil(training: Training, last: number, { observer, signal }: Watch): Promise<void> {
  if (last === 0) return;
  for await (const record of continueTraining(training, { signal })) {
    signal?.throwIfAborted();
    if (record.kind === 'loss') observer.working('train', record.iteration, last);
    if (training.done === last) return;
  }
}

/** Runs the forward and the backward pass, and copies every array. */
function passes(network: Network, x: Batch, t: Labels): Map<string, NdArray> {
  const arrays = new Map<string, NdArray>([
    ['x', dense(network.engine, x)],
    [
      't',
      ndarray(
        Float64Array.from({ length: t.size }, (_, n) => t.get(n)),
        [t.size],
      ),
    ],
    ...Object.entries(copies(network.params)),
  ]);
  const layers = [...network.layers.values()];
  let [l, out] = [0, x as Batch | NdArray];
  for (const layer of layers) {
    out = layer.forward(out);
    if (layer instanceof Affine) l++;
    arrays.set(layer instanceof Affine ? `a${l}` : `z${l}`, copy(out));
  }
  const scores = out as NdArray;
  arrays.set('y', copy(network.lastLayer.output(scores)));
  const loss = network.lastLayer.forward(scores, t);
  let dout: NdArray | null = network.lastLayer.backward();
  arrays.set('loss', number(loss));
  arrays.set('dy', copy(dout));
  for (const layer of layers.toReversed()) {
    if (layer instanceof Affine) {
      for (const letter of ['W', 'b']) arrays.set(`d${letter}${l}`, network.grads[`${letter}${l}`]);
      l--;
    }
    dout = layer.backward(dout as NdArray);
    if (dout) arrays.set(layer instanceof Affine ? `dz${l}` : `da${l}`, copy(dout));
  }
  // adds weight decay; the entries keep their positions in the map
  arrays.set('loss', number(loss + network.weightDecay.addGradient(network.grads, network.params)));
  for (const [name, grad] of Object.entries(network.grads)) arrays.set(`d${name}`, copy(grad));
  return arrays;
}

/** dL/dW1 … by central differences, in float64 at the same parameters. */
async function numericalGradient(
  config: Config,
  { about }: Prepared,
  arrays: ReadonlyMap<string, NdArray>,
  t: Labels,
  { observer, signal }: Watch,
): Promise<Parameters> {
  const network = createNetwork(config, about, createEngine('simd', 'float64'));
  copyParameters(network, Object.fromEntries(arrays));
  const grads = zerosLike(network);
  const { h, algorithm } = config.numerical;
  const breathe = createBreather();
  const options = { h, algorithm: config.labelSmoothing ? ('full' as const) : algorithm };
  const x = arrays.get('x') as NdArray;
  for (const done of networkGradientSteps(network, grads, x, t, options)) {
    observer.working('numerical gradient', done, network.parameterCount);
    await breathe();
    signal?.throwIfAborted();
  }
  return copies(grads);
}

/** A batch as floats: x = x I. */
function dense(engine: Engine, x: Batch): NdArray {
  const { width } = x.rows;
  const identity = engine.zeros(width, width);
  for (let i = 0; i < width; i++) identity.set(i, i, 1);
  const result = engine.zeros(x.index.length, width);
  engine.affine(result, x, identity, engine.zeros(width));
  return copy(result);
}

function copies(arrays: Parameters): Parameters {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, copy(array)]));
}

function number(value: number): NdArray {
  return ndarray(Float64Array.of(value), []);
}
