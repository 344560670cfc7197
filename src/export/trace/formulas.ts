import type { ActivationName } from '../../engine/reference/activations.js';
import { ACTIVATIONS } from '../../engine/reference/activations.js';
import { LOSSES, type LossName } from '../../layers/losses.js';
import { columnSums, map, mapRows, matmul, plusRow, scalar, sum, type Tensor, transposed, zip } from './tensor.js';

/** Everything besides its arrays that determines a step. */
export interface Recipe {
  /** Affine layers: 2 in the book's net. */
  readonly layers: number;
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly weightDecay: number;
  readonly learningRate: number;
  /** Whether the update uses the numerical gradient. */
  readonly isNumerical: boolean;
  /** Computes a parameter after the update. */
  update(name: string, parameter: Tensor, gradient: Tensor): Tensor;
  /** `update` of other optimizers, by name. */
  readonly otherUpdates: Readonly<Record<string, Recipe['update']>>;
  /** dL/dW1, dL/db1 … by central differences. */
  numerical(get: Get): ReadonlyMap<string, Tensor>;
}

/** Returns an array by its name. */
export type Get = (name: string) => Tensor;

/** What a formula can read: the arrays and settings of a step, and the number of its layer. */
export interface Scope {
  readonly get: Get;
  readonly recipe: Recipe;
  /** The layer, counted from 1; 0 for arrays without a layer. */
  readonly l: number;
  /** Returns the arrays before the update, in formulas of arrays after it. */
  readonly outside: Get;
}

export type Formula = (scope: Scope) => Tensor;

/** a_l = z_{l−1} W_l + b_l, with z_0 = x */
export function inputOf({ get, l }: Scope): Tensor {
  return get(l === 1 ? 'x' : `z${l - 1}`);
}

/** dL/da_l; called dy after the last layer. */
export function doutOf({ get, l, recipe }: Scope): Tensor {
  return get(l === recipe.layers ? 'dy' : `da${l}`);
}

export function activationOf({ recipe }: Scope): (typeof ACTIVATIONS)[ActivationName] {
  return ACTIVATIONS[recipe.activation];
}

export function hasProbabilities({ loss }: Recipe): boolean {
  return LOSSES[loss].hasProbabilities;
}

/** The class numbers as one-hot rows, in the shape of y or another array: [N, K]. */
export function targets({ get }: Scope, like = get('y')): Tensor {
  const t = get('t').data;
  return map(like, (_, n, k) => (k === t[n] ? 1 : 0));
}

/** The divisor of dy: N for cross-entropy, N · K for the mean squared error. */
export function divisor({ get, recipe }: Scope): number {
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

/** The book adds this to a probability before it takes the logarithm. */
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
export function decayOf({ get, recipe: { layers, weightDecay } }: Scope): number {
  if (weightDecay === 0) return 0;
  const weights = Array.from({ length: layers }, (_, i) => get(`W${i + 1}`));
  return 0.5 * weightDecay * sum(weights.map((W) => sum(W.data.map((w) => w * w))));
}

/** A parameter and the gradient that updates it. */
export function updated({ get, recipe, l }: Scope, letter: 'W' | 'b'): { name: string; w: Tensor; d: Tensor } {
  const name = `${letter}${l}`;
  return { name, w: get(name), d: get(recipe.isNumerical ? `d${name}_numerical` : `d${name}`) };
}

const after: (letter: 'W' | 'b') => Formula = (letter) => (scope) => {
  const { name, w, d } = updated(scope, letter);
  return scope.recipe.update(name, w, d);
};

const numerical: (letter: 'W' | 'b') => Formula =
  (letter) =>
  ({ recipe, get, l }) =>
    recipe.numerical(get).get(`${letter}${l}`) as Tensor;

/** The loss without weight decay. */
export function dataLoss(scope: Scope): number {
  const { get, recipe } = scope;
  const [y, T] = [get('y'), targets(scope)];
  return hasProbabilities(recipe)
    ? crossEntropy(y, T, recipe.loss === 'book' ? BOOK_EPSILON : 0)
    : squares(y, T) / (2 * y.data.length);
}

const loss: Formula = (scope) => scalar(dataLoss(scope) + decayOf(scope));

/** The formula of each kind of array: the book's chapters 4 and 5, for any number of layers. */
export const FORMULAS = {
  a: (scope) => plusRow(matmul(inputOf(scope), scope.get(`W${scope.l}`)), scope.get(`b${scope.l}`)),
  z: (scope) => map(scope.get(`a${scope.l}`), activationOf(scope).y),
  y: ({ get, recipe }) => {
    const scores = get(`a${recipe.layers}`);
    return hasProbabilities(recipe) ? softmax(scores) : scores;
  },
  loss,
  dy: (scope) => zip(scope.get('y'), targets(scope), (y, t) => (y - t) / divisor(scope)),
  dW(scope) {
    const dW = matmul(transposed(inputOf(scope)), doutOf(scope));
    const { weightDecay } = scope.recipe;
    return weightDecay === 0 ? dW : zip(dW, scope.get(`W${scope.l}`), (d, w) => d + weightDecay * w);
  },
  db: (scope) => columnSums(doutOf(scope)),
  dz: (scope) => matmul(doutOf({ ...scope, l: scope.l + 1 }), transposed(scope.get(`W${scope.l + 1}`))),
  da: (scope) => zip(scope.get(`dz${scope.l}`), scope.get(`z${scope.l}`), activationOf(scope).dx),
  dW_numerical: numerical('W'),
  db_numerical: numerical('b'),
  W_after: after('W'),
  b_after: after('b'),
  loss_after: loss,
} as const satisfies Record<string, Formula>;

export type Kind = keyof typeof FORMULAS;
