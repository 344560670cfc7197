import type { ActivationName } from '../../engine/reference/activations.js';
import { ACTIVATIONS } from '../../engine/reference/activations.js';
import { LOSSES, type LossName } from '../../layers/losses.js';
import { columnSums, map, mapRows, matmul, plusRow, scalar, sum, type Tensor, transposed, zip } from './tensor.js';

/** What decides about a step beside its arrays. */
export interface Recipe {
  /** Affine layers: 2 in the book's net. */
  readonly layers: number;
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly weightDecay: number;
  readonly learningRate: number;
  /** A parameter after the step, from what it was and its gradient. */
  update(name: string, parameter: Tensor, gradient: Tensor): Tensor;
  /** The same by other optimizers, by their names. */
  readonly otherUpdates: Readonly<Record<string, Recipe['update']>>;
  /** dL/dW1, dL/db1 … by central differences. */
  numerical(get: Get): ReadonlyMap<string, Tensor>;
}

/** The array of a name. */
export type Get = (name: string) => Tensor;

/** A place in the step: what a formula, or a mistake in one, is made of. */
export interface Place {
  readonly get: Get;
  readonly recipe: Recipe;
  /** The layer, counted from 1; 0 where there is none. */
  readonly l: number;
  /** What get was outside, in the part of a step that repeats the forward pass. */
  readonly outside: Get;
}

export type Formula = (place: Place) => Tensor;

/** a_l = z_{l−1} W_l + b_l, with z_0 = x */
export function inputOf({ get, l }: Place): Tensor {
  return get(l === 1 ? 'x' : `z${l - 1}`);
}

/** dL/da_l, called dy behind the last layer. */
export function doutOf({ get, l, recipe }: Place): Tensor {
  return get(l === recipe.layers ? 'dy' : `da${l}`);
}

export function activationOf({ recipe }: Place): (typeof ACTIVATIONS)[ActivationName] {
  return ACTIVATIONS[recipe.activation];
}

export function hasProbabilities({ loss }: Recipe): boolean {
  return LOSSES[loss].hasProbabilities;
}

/** The class numbers as one-hot rows, in the shape of y or another array: [N, K]. */
export function targets({ get }: Place, like = get('y')): Tensor {
  const t = get('t').data;
  return map(like, (_, n, k) => (k === t[n] ? 1 : 0));
}

/** Numbers that dy is divided by: N for cross-entropy, N · K for the mean squared error. */
export function divisor({ get, recipe }: Place): number {
  const [N, K] = get('y').shape;
  return hasProbabilities(recipe) ? N : N * K;
}

export const softmax = (a: Tensor): Tensor =>
  mapRows(a, (row) => {
    const most = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - most));
    const total = sum(powers);
    return powers.map((power) => power / total);
  });

/** What the book adds to a probability before its logarithm. */
export const BOOK_EPSILON = 1e-7;

/** −Σ T ln(y + epsilon) / N */
export function crossEntropy(y: Tensor, T: Tensor, epsilon: number): number {
  return -sum(zip(y, T, (y, t) => (t === 0 ? 0 : t * Math.log(y + epsilon))).data) / y.shape[0];
}

/** Σ (y − T)² */
export function squares(y: Tensor, T: Tensor): number {
  return sum(zip(y, T, (y, t) => (y - t) ** 2).data);
}

/** λ/2 Σ W² */
export function decayOf({ get, recipe: { layers, weightDecay } }: Place): number {
  if (weightDecay === 0) return 0;
  const weights = Array.from({ length: layers }, (_, i) => get(`W${i + 1}`));
  return 0.5 * weightDecay * sum(weights.map((W) => sum(W.data.map((w) => w * w))));
}

const after: (letter: 'W' | 'b') => Formula = (letter) => (place) =>
  place.recipe.update(`${letter}${place.l}`, place.get(`${letter}${place.l}`), place.get(`d${letter}${place.l}`));

const numerical: (letter: 'W' | 'b') => Formula =
  (letter) =>
  ({ recipe, get, l }) =>
    recipe.numerical(get).get(`${letter}${l}`) as Tensor;

const loss: Formula = (place) => {
  const { get, recipe } = place;
  const [y, T] = [get('y'), targets(place)];
  const own = hasProbabilities(recipe)
    ? crossEntropy(y, T, recipe.loss === 'book' ? BOOK_EPSILON : 0)
    : squares(y, T) / (2 * y.data.length);
  return scalar(own + decayOf(place));
};

/** How each kind of array follows from others: the book's chapters 4 and 5, for any number of layers. */
export const FORMULAS = {
  a: (place) => plusRow(matmul(inputOf(place), place.get(`W${place.l}`)), place.get(`b${place.l}`)),
  z: (place) => map(place.get(`a${place.l}`), activationOf(place).y),
  y: ({ get, recipe }) => {
    const scores = get(`a${recipe.layers}`);
    return hasProbabilities(recipe) ? softmax(scores) : scores;
  },
  loss,
  dy: (place) => zip(place.get('y'), targets(place), (y, t) => (y - t) / divisor(place)),
  dW(place) {
    const dW = matmul(transposed(inputOf(place)), doutOf(place));
    const { weightDecay } = place.recipe;
    return weightDecay === 0 ? dW : zip(dW, place.get(`W${place.l}`), (d, w) => d + weightDecay * w);
  },
  db: (place) => columnSums(doutOf(place)),
  dz: (place) => matmul(doutOf({ ...place, l: place.l + 1 }), transposed(place.get(`W${place.l + 1}`))),
  da: (place) => zip(place.get(`dz${place.l}`), place.get(`z${place.l}`), activationOf(place).dx),
  dW_numerical: numerical('W'),
  db_numerical: numerical('b'),
  W_after: after('W'),
  b_after: after('b'),
  loss_after: loss,
} as const satisfies Record<string, Formula>;

export type Kind = keyof typeof FORMULAS;
