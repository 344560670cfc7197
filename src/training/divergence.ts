import { type NdArray, values } from '../array.js';
import type { Input } from '../engine/engine.js';
import { TrainerError } from '../errors.js';
import type { Network } from '../network/network.js';

/**
 * The error for a loss that is not finite. It says where it happened, which layer was the first, and what to change.
 * rate: the learning rate of this update; learningRate: that of the config.
 */
export function divergence(
  network: Network,
  x: Input,
  at: { iteration: number; epoch: number; loss: number; rate: number; learningRate: number },
): TrainerError {
  return new TrainerError(
    'TRAINING_DIVERGED',
    `the loss is ${at.loss} after iteration ${at.iteration} (epoch ${at.epoch}) at learning rate ${Number(at.rate.toPrecision(6))}: ` +
      `${firstNotFinite(network, x) ?? 'the scores are finite but too far apart'}`,
    {
      hint: `lower learningRate, for example to ${Number((at.learningRate / 10).toPrecision(2))}, or initialise with smaller weights`,
    },
  );
}

/** Names the first parameter or layer output of the forward pass that contains NaN or ±Infinity. */
function firstNotFinite(network: Network, x: Input): string | undefined {
  let out = x;
  for (const [name, layer] of network.layers) {
    for (const values of layer.params) {
      if (!allFinite(values)) return `${parameterName(network, values)} of ${name} is not finite`;
    }
    out = layer.forward(out);
    if (!allFinite(out)) return `the output of ${name} is not finite`;
  }
  return undefined;
}

function parameterName(network: Network, values: NdArray): string | undefined {
  return Object.keys(network.params).find((name) => network.params[name] === values);
}

function allFinite(x: NdArray): boolean {
  for (const value of values(x)) if (!Number.isFinite(value)) return false;
  return true;
}
