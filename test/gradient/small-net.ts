import { array } from '../../src/array.js';
import type { Engine } from '../../src/engine/engine.js';
import type { ActivationName } from '../../src/engine/reference/activations.js';
import { createReferenceEngine } from '../../src/engine/reference/engine.js';
import { normal } from '../../src/network/initialise.js';
import { type Architecture, Network } from '../../src/network/network.js';
import { Philox } from '../../src/random/philox.js';
import { randomArray } from '../fixtures/arrays.js';

/** A batch of eight images of nine pixels in four classes. */
export const x = randomArray([8, 9], 3);
export const t = array([0, 3, 1, 1, 2, 0, 3, 2]);

export function architecture(hidden: number[], activation: ActivationName): Architecture {
  return { input: 9, hidden, output: 4, activation };
}

/** Weights and biases far from zero. */
export function initialise(net: Network, seed = 1): void {
  const random = new Philox(seed, 0);
  net.initialise(random, 0.5);
  for (const [name, parameter] of Object.entries(net.params)) if (name.startsWith('b')) normal(0.3, random)(parameter);
}

export function network(
  hidden: number[],
  activation: ActivationName,
  engine: Engine = createReferenceEngine('float64'),
): Network {
  const net = new Network(engine, architecture(hidden, activation));
  initialise(net);
  return net;
}

/** A net whose first hidden unit is at the kink of its ReLU for every image. */
export function netAtKink(hidden: number): Network {
  const net = network([hidden], 'relu');
  for (let i = 0; i < 9; i++) net.params.W1.set(i, 0, 0);
  net.params.b1.set(0, 0);
  return net;
}
