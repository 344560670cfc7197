import type { Labels } from '../array.js';
import type { Stage, Units } from '../engine/differences.js';
import type { Input } from '../engine/engine.js';
import { Activation } from '../layers/activation.js';
import { Affine } from '../layers/affine.js';
import type { Network, Parameters } from '../network/network.js';

/** An Affine layer during one batch: its input and its units. */
interface AffineAtBatch {
  readonly layer: Affine;
  readonly x: Input;
  readonly units: Units;
}

/**
 * The gradient of `numericalGradient` at a fraction of the cost. Changing W[i, j] affects only unit j, and only samples whose
 * input i is not zero; only the later layers of these are recomputed. Writes dW and db to grads, and yields the number of
 * finished parameters after each layer.
 */
export function* incrementalGradientSteps(
  net: Network,
  grads: Parameters,
  x: Input,
  t: Labels,
  h = 1e-4,
): Generator<number, void> {
  const stages = forward(net, x);
  const outputs = stages[stages.length - 1].units.z;
  const loss = net.lastLayer.atBatch(outputs, t);
  let done = 0;
  for (const [l, { x, units }] of stages.entries()) {
    const tail: Stage[] = stages.slice(l + 1).map((stage) => ({ ...stage.units, W: stage.layer.W }));
    const [dW, db] = [grads[`W${l + 1}`], grads[`b${l + 1}`]];
    net.engine.centralDifferences(dW, db, x, { units, tail, loss }, h);
    done += dW.size + db.size;
    yield done;
  }
}

/** Runs one forward pass and returns the Affine layers with their inputs and units. */
function forward(net: Network, x: Input): AffineAtBatch[] {
  const stages: AffineAtBatch[] = [];
  let out = x;
  for (const layer of net.layers.values()) {
    const input = out;
    out = layer.forward(input);
    if (layer instanceof Affine) {
      stages.push({ layer, x: input, units: { activation: 'identity', a: out, z: out } });
    } else if (layer instanceof Activation) {
      const stage = stages[stages.length - 1];
      stages[stages.length - 1] = { ...stage, units: { activation: layer.name, a: stage.units.a, z: out } };
    } else {
      throw new Error('incremental differences support only Affine and activation layers');
    }
  }
  return stages;
}
