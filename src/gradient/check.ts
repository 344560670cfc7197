import { copy, type Labels, type NdArray, places, values } from '../array.js';
import type { Input } from '../engine/engine.js';
import type { Layer } from '../layers/layer.js';
import type { LossLayer } from '../layers/loss-layer.js';
import { Relu } from '../layers/relu.js';
import { type Random, shuffle } from '../random/random.js';

/** A net whose back-propagation can be checked. */
export interface CheckedNet {
  readonly params: Readonly<Record<string, NdArray>>;
  readonly layers: ReadonlyMap<string, Layer>;
  readonly lastLayer: LossLayer;
  gradient(x: Input, t: Labels): Readonly<Record<string, NdArray>>;
}

/** How large an error may be and still be rounding: measured, correct nets stay 10 to 100 times below. */
export const NORM_TOLERANCE = 1e-8;
export const ELEMENT_TOLERANCE = 1e-6;
/** Gradients below this are compared absolutely, as relative errors of almost nothing mean nothing. */
const FLOOR = 1e-8;
/** Where more of a tensor's elements than this cross a kink, too few are left to judge by. */
const MOST_KINKS = 0.1;

/** Back-propagation against central differences, for the checked elements of one parameter tensor. */
export interface TensorCheck {
  readonly name: string;
  readonly size: number;
  /** Elements looked at. */
  readonly checked: number;
  /** Of these, how many moved some ReLU across its kink, where the derivative jumps; left out of the errors. */
  readonly kinks: number;
  /** ‖backprop − numerical‖ / (‖backprop‖ + ‖numerical‖) */
  readonly normError: number;
  /** The largest |backprop − numerical| / max(|backprop|, |numerical|, 1e-8), and where it is. */
  readonly maxError: number;
  readonly worst: { readonly index: readonly number[]; readonly backprop: number; readonly numerical: number } | null;
  readonly passed: boolean;
}

export type Elements = Readonly<Record<string, readonly number[]>>;

/** Up to `samples` elements of every parameter, as row-major numbers, drawn without replacement. */
export function chooseElements(net: CheckedNet, samples: number, random: Random): Elements {
  const chosen: Record<string, number[]> = {};
  for (const [name, parameter] of Object.entries(net.params)) {
    const all = Array.from({ length: parameter.size }, (_, i) => i);
    if (samples < all.length) shuffle(all, random);
    chosen[name] = all.slice(0, samples).sort((a, b) => a - b);
  }
  return chosen;
}

/** How L(w + h) − L(w − h) is computed: from the outputs without cancellation, or as the book does by `subtracting` losses. */
export interface Difference {
  readonly h: number;
  readonly subtracting?: boolean;
}

/**
 * Checks `net.gradient` at one batch against (L(w + h) − L(w − h)) / 2h, pausing with the number of elements done.
 * Parameters are moved and put back; at every pause they are whole. Only a float64 net can pass.
 */
export function* checkGradient(
  net: CheckedNet,
  x: Input,
  t: Labels,
  elements: Elements,
  difference: Difference,
): Generator<number, TensorCheck[]> {
  const backprop = Object.fromEntries(Object.entries(net.gradient(x, t)).map(([name, grad]) => [name, copy(grad)]));
  const checks: TensorCheck[] = [];
  let done = 0;
  for (const [name, parameter] of Object.entries(net.params)) {
    const place = [...places(parameter)];
    const comparison = new Comparison(name, parameter.shape);
    for (const element of elements[name]) {
      const { numerical, kink } = centralDifference(net, x, t, parameter, place[element], difference);
      comparison.add(element, backprop[name].data[element], numerical, kink);
      yield ++done;
    }
    checks.push(comparison.result());
  }
  return checks;
}

/** ‖a − b‖ / (‖a‖ + ‖b‖) over all parameters of two gradients. */
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

/** Runs a pausing computation to its end. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function centralDifference(
  net: CheckedNet,
  x: Input,
  t: Labels,
  { data }: NdArray,
  place: number,
  { h, subtracting }: Difference,
): { numerical: number; kink: boolean } {
  const { lastLayer } = net;
  const value = data[place];
  try {
    data[place] = value + h;
    const raised = data[place];
    const above = forward(net, x);
    data[place] = value - h;
    const below = forward(net, x);
    const change = subtracting
      ? lastLayer.forward(above.scores, t) - lastLayer.forward(below.scores, t)
      : lastLayer.difference(above.scores, below.scores, t);
    return {
      // by what was really added and taken away, after rounding
      numerical: change / (raised - data[place]),
      kink: above.relus.some((relu, i) => switches(relu, below.relus[i])),
    };
  } finally {
    data[place] = value;
  }
}

/** The scores, and what every ReLU gave. */
function forward(net: CheckedNet, x: Input): { scores: NdArray; relus: NdArray[] } {
  const relus: NdArray[] = [];
  let out = x;
  for (const layer of net.layers.values()) {
    out = layer.forward(out);
    if (layer instanceof Relu) relus.push(copy(out));
  }
  return { scores: copy(out as NdArray), relus };
}

/** Whether some unit is on for some image in one of two outputs of a ReLU and off in the other. */
function switches(above: NdArray, below: NdArray): boolean {
  for (let i = 0; i < above.size; i++) if (above.data[i] > 0 !== below.data[i] > 0) return true;
  return false;
}

/** Sums up the errors of one tensor. */
class Comparison {
  readonly #name: string;
  readonly #shape: readonly number[];
  #checked = 0;
  #kinks = 0;
  #squares = { difference: 0, backprop: 0, numerical: 0 };
  #maxError = 0;
  #worst: TensorCheck['worst'] = null;

  constructor(name: string, shape: readonly number[]) {
    this.#name = name;
    this.#shape = shape;
  }

  add(element: number, backprop: number, numerical: number, kink: boolean): void {
    this.#checked++;
    if (kink) {
      this.#kinks++;
      return;
    }
    this.#squares.difference += (backprop - numerical) ** 2;
    this.#squares.backprop += backprop ** 2;
    this.#squares.numerical += numerical ** 2;
    const error = Math.abs(backprop - numerical) / Math.max(Math.abs(backprop), Math.abs(numerical), FLOOR);
    if (this.#worst && !(error > this.#maxError)) return;
    this.#maxError = error;
    this.#worst = { index: this.#index(element), backprop, numerical };
  }

  result(): TensorCheck {
    const { difference, backprop, numerical } = this.#squares;
    const scale = Math.sqrt(backprop) + Math.sqrt(numerical);
    const normError = scale === 0 ? 0 : Math.sqrt(difference) / scale;
    const passed =
      normError <= NORM_TOLERANCE && this.#maxError <= ELEMENT_TOLERANCE && this.#kinks <= MOST_KINKS * this.#checked;
    return {
      name: this.#name,
      size: this.#shape.reduce((product, length) => product * length, 1),
      checked: this.#checked,
      kinks: this.#kinks,
      normError,
      maxError: this.#maxError,
      worst: this.#worst,
      passed,
    };
  }

  #index(element: number): number[] {
    return this.#shape.length === 1 ? [element] : [Math.floor(element / this.#shape[1]), element % this.#shape[1]];
  }
}
