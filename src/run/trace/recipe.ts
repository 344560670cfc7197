import ndarray from 'ndarray';
import { assign, type NdArray } from '../../array.js';
import type { Config } from '../../config/schema.js';
import { namesIn } from '../../documents/choices.js';
import { createEngine } from '../../engine/create-engine.js';
import { createReferenceEngine } from '../../engine/reference/engine.js';
import { TrainerError } from '../../errors.js';
import type { Get, Recipe } from '../../export/trace/formulas.js';
import { inputNames } from '../../export/trace/nodes.js';
import type { Tensor } from '../../export/trace/tensor.js';
import { numericalNetworkGradient } from '../../gradient/network-gradient.js';
import { LOSSES } from '../../layers/losses.js';
import { copyParameters, Network, type Parameters } from '../../network/network.js';
import { createOptimizer } from '../../training/optimizers/optimizer.js';
import { OPTIMIZERS, type OptimizerSettings } from '../../training/optimizers/optimizers.js';

/**
 * Everything that determines a step of a config, for a net of these sizes. optimizerState: the optimizer's state before
 * the step, empty for the first. Throws CONFIG_VALUE for settings that a comparison does not support.
 */
export function recipeOf(
  config: Config,
  sizes: readonly number[],
  learningRate = config.learningRate,
  optimizerState: Parameters = {},
): Recipe {
  for (const key of ['dropout', 'labelSmoothing', 'distill'] as const) {
    if (!config[key]) continue;
    throw new TrainerError('CONFIG_VALUE', `${key}: trace --against does not support it`, { hint: `leave ${key} out` });
  }
  const update =
    (settings: OptimizerSettings, state: Parameters, rate: number): Recipe['update'] =>
    (name, parameter, gradient) => {
      const params = { [name]: arrayOf(parameter, true) };
      const optimizer = createOptimizer(createReferenceEngine('float64'), params, settings);
      for (const [key, array] of Object.entries(optimizer.state)) if (state[key]) assign(array, state[key]);
      optimizer.update(params, { [name]: arrayOf(gradient) }, rate);
      return { shape: parameter.shape, data: params[name].data as Float64Array };
    };
  const { optimizer, activation, loss, weightDecay } = config;
  const others = namesIn(OPTIMIZERS).flatMap((name): [string, Recipe['update']][] => {
    const { learningRate: own, keys } = OPTIMIZERS[name];
    const defaults = Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, value.default]));
    const settings = { name, ...defaults } as OptimizerSettings;
    const rates = name === optimizer.name ? [] : [...new Set([own, learningRate])];
    return rates.map((rate) => [`${name} at the rate ${rate}`, update(settings, {}, rate)]);
  });
  return {
    layers: sizes.length - 1,
    activation,
    loss,
    weightDecay,
    learningRate,
    isNumerical: config.gradient === 'numerical',
    update: update(optimizer, optimizerState, learningRate),
    otherUpdates: Object.fromEntries(others),
    numerical: numericalGradients(config, sizes),
  };
}

/** Central differences for a net of these sizes. The result for the last inputs is cached. */
function numericalGradients(config: Config, [input, ...rest]: readonly number[]): Recipe['numerical'] {
  let last: { inputs: readonly Tensor[]; grads: ReadonlyMap<string, Tensor> } | undefined;
  const { activation, loss, weightDecay, numerical } = config;
  return (get: Get) => {
    const names = inputNames(rest.length);
    const inputs = names.map(get);
    if (last && inputs.every((array, i) => array === last?.inputs[i])) return last.grads;
    const engine = createEngine('simd', 'float64');
    const architecture = { input, hidden: rest.slice(0, -1), output: rest[rest.length - 1], activation, loss };
    const network = new Network(engine, architecture, { weightDecay, lastLayer: LOSSES[loss].create(engine, 0) });
    const arrays = Object.fromEntries(names.map((name, i) => [name, arrayOf(inputs[i])]));
    copyParameters(network, arrays);
    const grads = numericalNetworkGradient(network, arrays.x, arrays.t, { h: numerical.h });
    last = {
      inputs,
      grads: new Map(Object.entries(grads).map(([name, grad]) => [name, tensorOf(grad)])),
    };
    return last.grads;
  };
}

function arrayOf({ shape, data }: Tensor, isCopy = false): NdArray {
  return ndarray(isCopy ? data.slice() : data, [...shape]);
}

export function tensorOf(x: NdArray): Tensor {
  const result = { shape: [...x.shape], data: new Float64Array(x.size) };
  assign(arrayOf(result), x);
  return result;
}
