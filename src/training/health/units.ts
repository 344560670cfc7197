import type { NdArray } from '../../array.js';
import type { Batch } from '../../engine/engine.js';
import { ACTIVATIONS, type ActivationName } from '../../engine/reference/activations.js';
import { Activation } from '../../layers/activation.js';
import type { Network } from '../../network/network.js';
import type { UnitFacts } from './facts.js';

/** Below this fraction of the steepest slope, a unit passes so little gradient that it hardly learns. */
const FLAT = 0.05;
/** A unit is saturated if its slope is flat for at least this fraction of the images. */
const NEARLY_ALL = 0.95;

/** Measures the units of each hidden layer on a batch; also returns the scores [N, output]. */
export function measureUnits(network: Network, x: Batch): { units: UnitFacts[]; scores: NdArray } {
  const [first, ...others] = network.layers.values();
  const units: UnitFacts[] = [];
  let out = first.forward(x);
  for (const layer of others) {
    out = layer.forward(out);
    if (layer instanceof Activation) units.push(unitsOf(layer.name, out));
  }
  return { units, scores: out };
}

/** Counts dead and saturated units. y: the outputs of an activation [N, units] */
export function unitsOf(name: ActivationName, y: NdArray): UnitFacts {
  const [N, units] = y.shape;
  const zeros = new Int32Array(units);
  const flats = new Int32Array(units);
  const isFlat = flatness(name);
  const saturates = !isFlat(ACTIVATIONS[name].y(-1e-6)); // ReLU and leaky ReLU are flat everywhere below 0
  const [row, column] = y.stride;
  for (let n = 0; n < N; n++) {
    for (let j = 0, place = y.offset + n * row; j < units; j++, place += column) {
      const value = y.data[place];
      if (!saturates) zeros[j] += value === 0 ? 1 : 0;
      else if (isFlat(value)) flats[j]++;
    }
  }
  return {
    dead: zeros.filter((count) => count === N).length,
    saturated: flats.filter((count) => count >= NEARLY_ALL * N).length,
    flat: flats.reduce((sum, count) => sum + count, 0) / (N * units),
  };
}

/** Returns a test whether the slope at an output y is flat. Every activation is steepest just above x = 0. */
function flatness(name: ActivationName): (y: number) => boolean {
  const f = ACTIVATIONS[name];
  const steepest = f.dx(1, f.y(1e-6));
  return (y) => f.dx(1, y) <= FLAT * steepest;
}
