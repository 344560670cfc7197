import { copy, type Labels, type NdArray, offsets, values } from '../array.js';
import type { Input } from '../engine/engine.js';
import { Activation } from '../layers/activation.js';
import { ACTIVATIONS } from '../layers/activations.js';
import type { Network } from '../network/network.js';
import { type Random, shuffle } from '../random/random.js';
import { Comparison, type TensorCheck } from './tensor-check.js';

/** The part of a net that a check uses. Tests replace `gradient` by a wrong one. */
export type CheckedNet = Pick<Network, 'params' | 'layers' | 'lastLayer' | 'weightDecay' | 'gradient'>;

/** Row-major indices of the elements to check, for each parameter. */
export type Elements = Readonly<Record<string, readonly number[]>>;

/** Draws up to `samples` elements of every parameter, without replacement. */
export function chooseElements({ params }: Pick<CheckedNet, 'params'>, samples: number, random: Random): Elements {
  const chosen: Record<string, number[]> = {};
  for (const [name, parameter] of Object.entries(params)) {
    const all = Array.from({ length: parameter.size }, (_, i) => i);
    if (samples < all.length) shuffle(all, random);
    chosen[name] = all.slice(0, samples).sort((a, b) => a - b);
  }
  return chosen;
}

/** How to compute L(w + h) − L(w − h): by subtracting two losses like the book, or from the scores without cancellation. */
export interface Difference {
  /** The step size. */
  readonly h: number;
  readonly subtracting?: boolean;
}

/**
 * Compares `net.gradient` with (L(w + h) − L(w − h)) / 2h on one batch. Yields the number of checked elements; the parameters
 * are restored before each yield. Only a float64 net can pass.
 */
export function* checkGradientSteps(
  net: CheckedNet,
  x: Input,
  t: Labels,
  elements: Elements,
  difference: Difference,
): Generator<number, TensorCheck[]> {
  const backprop = Object.fromEntries(
    Object.entries(net.gradient(x, t).grads).map(([name, grad]) => [name, copy(grad)]),
  );
  const checks: TensorCheck[] = [];
  let done = 0;
  for (const [name, parameter] of Object.entries(net.params)) {
    const place = [...offsets(parameter)];
    const comparison = new Comparison(name, parameter.shape, difference.h);
    for (const element of elements[name]) {
      const { numerical, kink } = centralDifference(net, x, t, parameter, place[element], difference);
      comparison.add(element, backprop[name].data[element], numerical, kink);
      yield ++done;
    }
    checks.push(comparison.result());
  }
  return checks;
}

/** ‖a − b‖ / (‖a‖ + ‖b‖) of two gradients, over all parameters. */
export function gradientDistance(a: Readonly<Record<string, NdArray>>, b: Readonly<Record<string, NdArray>>): number {
  let [difference, squaresA, squaresB] = [0, 0, 0];
  for (const name of Object.keys(a)) {
    const others = values(b[name]);
    for (const value of values(a[name])) {
      const other = others.next().value ?? Number.NaN;
      difference += (value - other) ** 2;
      squaresA += value ** 2;
      squaresB += other ** 2;
    }
  }
  return Math.sqrt(difference) / (Math.sqrt(squaresA) + Math.sqrt(squaresB));
}

/** Runs `checkGradientSteps` to its end. */
export function checkGradient(
  net: CheckedNet,
  x: Input,
  t: Labels,
  elements: Elements,
  difference: Difference,
): TensorCheck[] {
  const steps = checkGradientSteps(net, x, t, elements, difference);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function centralDifference(
  net: CheckedNet,
  x: Input,
  t: Labels,
  parameter: NdArray,
  place: number,
  { h, subtracting }: Difference,
): { numerical: number; kink: boolean } {
  const { lastLayer, weightDecay } = net;
  const { data } = parameter;
  const value = data[place];
  try {
    data[place] = value + h;
    const raised = data[place];
    const above = forward(net, x);
    data[place] = value - h;
    const lowered = data[place];
    const below = forward(net, x);
    const change = subtracting
      ? lastLayer.forward(above.scores, t) + above.decay - (lastLayer.forward(below.scores, t) + below.decay)
      : lastLayer.difference(above.scores, below.scores, t) + weightDecay.difference(parameter, raised, lowered);
    return {
      // the actual step after rounding, instead of 2h
      numerical: change / (raised - lowered),
      kink: above.kinked.some((y, i) => crossesZero(y, below.kinked[i])),
    };
  } finally {
    data[place] = value;
  }
}

/** Returns the scores, the outputs of activations with a kink, and the weight decay term of the loss. */
function forward(net: CheckedNet, x: Input): { scores: NdArray; kinked: NdArray[]; decay: number } {
  const kinked: NdArray[] = [];
  let out = x;
  for (const layer of net.layers.values()) {
    out = layer.forward(out);
    if (layer instanceof Activation && ACTIVATIONS[layer.name].hasKink) kinked.push(copy(out));
  }
  return { scores: copy(out as NdArray), kinked, decay: net.weightDecay.loss(net.params) };
}

/** Whether any output is positive in only one of two arrays, so the input of a unit crossed the kink. */
function crossesZero(above: NdArray, below: NdArray): boolean {
  for (let i = 0; i < above.size; i++) if (above.data[i] > 0 !== below.data[i] > 0) return true;
  return false;
}
