import { doutOf, inputOf, type Scope } from '../formulas.js';
import { columnSums, map, matmul, reshaped, sum, type Tensor, times, transposed, zip } from '../tensor.js';
import { type Cause, causesAt, onlyIf } from './cause.js';

const DW = 'dW = np.dot(x.T, dout), where x is the input of the layer';
const LOOP = `${DW}; a loop over images must sum, not overwrite`;
const product = (x: Tensor, dout: Tensor) => matmul(transposed(x), dout);
const without = (a: Tensor, row: number): Tensor => map(a, (value, n) => (n === row ? 0 : value));
/** dW + λ W */
const decayed = (scope: Scope, dW: Tensor, lambda = scope.recipe.weightDecay): Tensor =>
  lambda === 0 ? dW : zip(dW, scope.get(`W${scope.l}`), (d, w) => d + lambda * w);

/** dW_l = z_{l−1}ᵀ dout + λ W_l */
const WEIGHTS = causesAt('dW', DW, [
  [
    'dW-averaged-again',
    '{name} is divided by N once more',
    (scope) => decayed(scope, times(own(scope), 1 / inputOf(scope).shape[0])),
    `${DW}; dy already has the 1/N`,
  ],
  [
    'dW-not-averaged',
    '{name} is N times ours: the division by N is missing',
    (scope) => times(own(scope), inputOf(scope).shape[0]),
    `${DW}; dy already has the 1/N`,
  ],
  [
    'dW-from-a',
    '{name} is computed from a of the layer before instead of z',
    (scope) => onlyIf(scope.l > 1, () => decayed(scope, product(scope.get(`a${scope.l - 1}`), doutOf(scope)))),
  ],
  [
    'dW-before-activation',
    '{name} is computed from dz: the derivative of the activation is missing',
    (scope) =>
      onlyIf(scope.l < scope.recipe.layers, () => decayed(scope, product(inputOf(scope), scope.get(`dz${scope.l}`)))),
    'dW1 = np.dot(x.T, da1), where da1 includes the derivative of the activation',
  ],
  ['dW-without-first', '{name} leaves out the first image of the batch', (scope) => ofImages(scope, (n) => n > 0)],
  ['dW-without-last', '{name} leaves out the last image of the batch', (scope) => ofImages(scope, (n, N) => n < N - 1)],
  ['dW-of-first', '{name} covers only the first image', (scope) => ofImages(scope, (n) => n === 0), LOOP],
  ['dW-of-last', '{name} covers only the last image', (scope) => ofImages(scope, (n, N) => n === N - 1), LOOP],
  [
    'dW-reshaped',
    '{name} is doutᵀ x, reshaped where it should be transposed',
    (scope) => {
      const dW = own(scope);
      return onlyIf(dW.shape[0] !== dW.shape[1], () => reshaped(transposed(dW), dW.shape));
    },
  ],
  [
    'dW-of-pixels',
    '{name} is computed from pixels from 0 to 255, but x has values from 0 to 1',
    (scope) => onlyIf(scope.l === 1, () => times(own(scope), 255)),
    'divide the pixels by 255 before training: load_mnist(normalize=True)',
  ],
  [
    'dW-without-decay',
    '{name} leaves out the weight decay λ W',
    (scope) => onlyIf(scope.recipe.weightDecay > 0, () => own(scope)),
    'the config has weightDecay: dW += λ * W',
  ],
  [
    'dW-decay-twice',
    '{name} has the weight decay λ W twice',
    (scope) => onlyIf(scope.recipe.weightDecay > 0, () => decayed(scope, own(scope), 2 * scope.recipe.weightDecay)),
    'the derivative of λ/2 Σ W² is λ W',
  ],
  [
    'dW-decay-sign',
    '{name} subtracts the weight decay',
    (scope) => onlyIf(scope.recipe.weightDecay > 0, () => decayed(scope, own(scope), -scope.recipe.weightDecay)),
    'the config has weightDecay: dW += λ * W',
  ],
]);

/** dW summed over some of the images. */
function ofImages(scope: Scope, isTaken: (n: number, N: number) => boolean): Tensor {
  const x = inputOf(scope);
  return decayed(
    scope,
    product(
      map(x, (value, n) => (isTaken(n, x.shape[0]) ? value : 0)),
      doutOf(scope),
    ),
  );
}

function own(scope: Scope): Tensor {
  return product(inputOf(scope), doutOf(scope));
}

const DB = 'db = np.sum(dout, axis=0)';

/** db_l = Σ dout over the batch */
const BIASES = causesAt('db', DB, [
  [
    'db-averaged',
    '{name} is averaged over the batch, not summed: np.mean instead of np.sum',
    (scope) => times(columnSums(doutOf(scope)), 1 / doutOf(scope).shape[0]),
    `${DB}; dy already has the 1/N`,
  ],
  [
    'db-not-averaged',
    '{name} is N times ours: the division by N is missing',
    (scope) => times(columnSums(doutOf(scope)), doutOf(scope).shape[0]),
    `${DB}; dy already has the 1/N`,
  ],
  [
    'db-wrong-axis',
    '{name} is summed over the wrong axis (axis=1): one number for each image instead of each unit',
    (scope) => columnSums(transposed(doutOf(scope))),
  ],
  [
    'db-all-summed',
    '{name} is the sum of all elements: np.sum without axis=0',
    (scope) => {
      const total = sum(doutOf(scope).data);
      return map(columnSums(doutOf(scope)), () => total);
    },
  ],
  ['db-not-summed', '{name} is not summed over the batch', doutOf],
  ['db-first-row', '{name} covers only the first image', (scope) => row(doutOf(scope), 0)],
  ['db-last-row', '{name} covers only the last image', (scope) => row(doutOf(scope), doutOf(scope).shape[0] - 1)],
  [
    'db-before-activation',
    '{name} is computed from dz: the derivative of the activation is missing',
    (scope) => onlyIf(scope.l < scope.recipe.layers, () => columnSums(scope.get(`dz${scope.l}`))),
    'db1 = np.sum(da1, axis=0), where da1 includes the derivative of the activation',
  ],
  ['db-from-dW', '{name} is the sum of dW, not of dout', (scope) => columnSums(scope.get(`dW${scope.l}`))],
  [
    'db-without-last',
    '{name} leaves out the last image of the batch',
    (scope) => columnSums(without(doutOf(scope), doutOf(scope).shape[0] - 1)),
  ],
  [
    'db-with-decay',
    '{name} includes weight decay; biases have none',
    (scope) =>
      onlyIf(scope.recipe.weightDecay > 0, () =>
        zip(columnSums(doutOf(scope)), scope.get(`b${scope.l}`), (d, b) => d + scope.recipe.weightDecay * b),
      ),
    'λ/2 Σ W² sums over weights only',
  ],
]);

function row({ shape: [, K], data }: Tensor, n: number): Tensor {
  return { shape: [K], data: data.slice(n * K, (n + 1) * K) };
}

export const PARAMETER_GRADIENT_CAUSES: readonly Cause[] = [...WEIGHTS, ...BIASES];
