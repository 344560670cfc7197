import type { Labels } from '../array.js';
import type { Input } from '../engine/engine.js';
import type { Network, Parameters } from '../network/network.js';
import { incrementalGradientSteps } from './incremental.js';
import { numericalGradientSteps } from './numerical.js';

/** Options of numerical gradients; h is the step size. */
export interface NumericalOptions {
  readonly h?: number;
  /** `incremental` recomputes only what a parameter affects; `full` runs two whole forward passes per parameter. */
  readonly algorithm?: 'incremental' | 'full';
}

/** Computes dL/dW1, dL/db1 … by central differences into `grads`. Requires a float64 net. */
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

/** The same as a generator: yields the number of finished parameters, with the net's parameters restored. */
export function* networkGradientSteps(
  network: Network,
  grads: Parameters,
  x: Input,
  t: Labels,
  { h = 1e-4, algorithm = 'incremental' }: NumericalOptions = {},
): Generator<number, void> {
  if (algorithm === 'incremental') {
    yield* incrementalGradientSteps(network, grads, x, t, h);
    network.weightDecay.addGradient(grads, network.params); // exact: weight decay is quadratic
    return;
  }
  let before = 0;
  for (const [name, parameter] of Object.entries(network.params)) {
    const loss = () => network.loss(x, t);
    for (const done of numericalGradientSteps(loss, parameter, grads[name], h)) yield before + done;
    before += parameter.size;
  }
}

/** Arrays of zeros with the names and shapes of a net's parameters. */
export function zerosLike({ engine, params }: Network): Parameters {
  return Object.fromEntries(Object.entries(params).map(([name, { shape }]) => [name, engine.zeros(...shape)]));
}
