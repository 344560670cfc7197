import type { Labels } from '../array.js';
import type { Stage, Units } from '../engine/differences.js';
import type { Input } from '../engine/engine.js';
import { Activation } from '../layers/activation.js';
import { Affine } from '../layers/affine.js';
import type { Network, Parameters } from '../network/network.js';

/** An Affine layer at one batch: what it got and the units behind it. */
interface AffineAtBatch {
  readonly layer: Affine;
  readonly x: Input;
  readonly units: Units;
}

/**
 * The gradient of the loss by central differences, as `numericalGradient` defines it, at a small part of the cost: moving
 * W[i, j] changes one unit j, and only for samples whose input i is not zero, so only what lies behind that unit is
 * recomputed. Written to grads, dW and db layer by layer; pauses after each layer with the number of parameters done.
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

/** One forward pass; the layers keep what they computed. */
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
      throw new Error('incremental differences know Affine and activation layers only');
    }
  }
  return stages;
}
