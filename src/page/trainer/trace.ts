import { copy, type Labels, type NdArray } from '../../array.js';
import type { Config } from '../../config/schema.js';
import type { AboutDataset, Split } from '../../dataset/dataset.js';
import type { Batch, Input } from '../../engine/engine.js';
import { createReferenceEngine } from '../../engine/reference/engine.js';
import { copyParameters, type Network } from '../../network/network.js';
import { createNetwork } from '../../run/create-network.js';
import { loadSplit, takeBatch } from '../../training/training-data.js';
import { arraysOf, type PlainArrays, positionOf } from '../unpack.js';

/** Everything that one update computed. */
export interface StepTrace {
  readonly iteration: number;
  readonly learningRate: number;
  /** The images of the batch, and their indices in the training set. */
  readonly batch: Split;
  readonly index: Int32Array;
  /** Before the update, N · classes. */
  readonly scores: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  /** The mean loss of the batch before and after the update. */
  readonly losses: readonly [before: number, after: number];
  readonly parameters: readonly [before: PlainArrays, after: PlainArrays];
  readonly gradients: PlainArrays;
  /** The optimizer's state: `v.W1` … */
  readonly memory: readonly [before: PlainArrays, after: PlainArrays];
}

/** Step size of the central difference, as in the book. */
const H = 1e-4;

/** The derivative of the loss by one parameter in float64: as a central difference, and as a sum over the batch. */
export interface Difference {
  readonly name: string;
  readonly index: number;
  readonly h: number;
  /** The losses at w + h and w − h. */
  readonly above: number;
  readonly below: number;
  /** For each image, the input of the weight (1 for a bias), and ∂L/∂a of its unit. Their products sum to the derivative. */
  readonly inputs: Float64Array;
  readonly deltas: Float64Array;
}

/** The scores, probabilities and loss of a batch. */
export function forwardBatch(
  network: Network,
  x: Batch,
  t: Labels,
): Pick<StepTrace, 'scores' | 'probabilities'> & { loss: number } {
  const scores = network.scores(x);
  const loss = network.lastLayer.forward(scores, t) + network.weightDecay.loss(network.params);
  return { scores: copy(scores).data, probabilities: copy(network.lastLayer.output(scores)).data, loss };
}

/** Differentiates the loss of the step's batch by one element of parameter `name`, at the parameters before the step. */
export function differentiate(
  config: Config,
  about: AboutDataset,
  { batch, parameters: [before] }: StepTrace,
  name: string,
  index: number,
): Difference {
  const engine = createReferenceEngine('float64');
  const network = createNetwork({ ...config, precision: 'float64' }, about, engine);
  copyParameters(network, arraysOf(before));
  const split = loadSplit(engine, batch, about.rows * about.columns);
  const { x, t } = takeBatch(
    split,
    Int32Array.from(batch.labels, (_, n) => n),
  );
  const parameter = network.params[name];
  const [from, to] = positionOf(parameter.shape, index);
  const at = from === undefined ? [to] : [from, to];
  const value = parameter.get(...at);
  const lossAt = (moved: number) => {
    parameter.set(...at, moved);
    return network.loss(x, t);
  };
  const [above, below] = [lossAt(value + H), lossAt(value - H)];
  parameter.set(...at, value);
  const { input, dout } = inputAndGradient(network, x, t, `Affine${name.slice(1)}`);
  const width = about.rows * about.columns;
  const inputOf = (n: number) =>
    from === undefined ? 1 : 'rows' in input ? Math.fround(batch.images[n * width + from] / 255) : input.get(n, from);
  const all = { length: batch.count };
  const inputs = Float64Array.from(all, (_, n) => inputOf(n));
  return { name, index, h: H, above, below, inputs, deltas: Float64Array.from(all, (_, n) => dout.get(n, to)) };
}

/** The input of an Affine layer, and ∂L/∂ its output. */
function inputAndGradient(network: Network, x: Batch, t: Labels, affine: string): { input: Input; dout: NdArray } {
  let [input, out]: Input[] = [x, x];
  for (const [name, layer] of network.layers) {
    if (name === affine) input = out;
    out = layer.forward(out);
  }
  network.lastLayer.forward(out as NdArray, t);
  let dout = network.lastLayer.backward();
  for (const [name, layer] of [...network.layers].reverse()) {
    if (name === affine) break;
    dout = layer.backward(dout) ?? dout;
  }
  return { input, dout };
}
