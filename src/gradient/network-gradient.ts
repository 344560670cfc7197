import type { Labels } from '../array.js';
import type { Input } from '../engine/engine.js';
import type { Network, Parameters } from '../network/network.js';
import { incrementalGradientSteps } from './incremental.js';
import { numericalGradientSteps } from './numerical.js';

/** How numerical gradients are computed; h is the step. */
export interface NumericalOptions {
  readonly h?: number;
  /** `incremental` recomputes only what a parameter can change; `full` makes two forward passes for each parameter. */
  readonly algorithm?: 'incremental' | 'full';
}

/** dL/dW1, dL/db1 … of a net by central differences, written to `grads`; float64 nets only. */
export function numericalNetworkGradient(
  network: Network,
  x: Input,
  t: Labels,
  options: NumericalOptions = {},
  grads: Parameters = zerosLike(network),
): Parameters {
  for (const _ of networkGradientSteps(network, grads, x, t, options));
  return grads;
}

/** The same with pauses, at which the net is whole; yields the number of parameters done. */
export function* networkGradientSteps(
  network: Network,
  grads: Parameters,
  x: Input,
  t: Labels,
  { h = 1e-4, algorithm = 'incremental' }: NumericalOptions = {},
): Generator<number, void> {
  if (algorithm === 'incremental') {
    yield* incrementalGradientSteps(network, grads, x, t, h);
    network.weightDecay.addGradient(grads, network.params); // the central difference of a square is exact
    return;
  }
  let before = 0;
  for (const [name, parameter] of Object.entries(network.params)) {
    const loss = () => network.loss(x, t);
    for (const done of numericalGradientSteps(loss, parameter, grads[name], h)) yield before + done;
    before += parameter.size;
  }
}

/** Zeros under the names and of the shapes of a net's parameters. */
export function zerosLike({ engine, params }: Network): Parameters {
  return Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, engine.zeros(...shape)]));
}
