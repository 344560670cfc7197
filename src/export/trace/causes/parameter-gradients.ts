import { doutOf, inputOf, type Place } from '../formulas.js';
import { columnSums, map, matmul, reshaped, sum, type Tensor, times, transposed, zip } from '../tensor.js';
import { type Cause, causesAt, onlyIf } from './cause.js';

const DW = 'dW = np.dot(x.T, dout), x being the input of the layer';
const LOOP = `${DW}: a loop over images must add up`;
const product = (x: Tensor, dout: Tensor) => matmul(transposed(x), dout);
const without = (a: Tensor, row: number): Tensor => map(a, (value, n) => (n === row ? 0 : value));
/** What the gradient of W has beside xᵀ dout. */
const decayed = (place: Place, dW: Tensor, lambda = place.recipe.weightDecay): Tensor =>
  lambda === 0 ? dW : zip(dW, place.get(`W${place.l}`), (d, w) => d + lambda * w);

/** dW_l = z_{l−1}ᵀ dout + λ W_l */
const WEIGHTS = causesAt('dW', DW, [
  [
    'dW-averaged-again',
    '{name} is divided by N once more',
    (place) => decayed(place, times(own(place), 1 / inputOf(place).shape[0])),
    `${DW}; dy has the 1/N`,
  ],
  [
    'dW-not-averaged',
    '{name} is N times ours: the division by N is missing',
    (place) => times(own(place), inputOf(place).shape[0]),
    `${DW}; dy has the 1/N`,
  ],
  [
    'dW-from-a',
    '{name} is computed from a of the layer before, not from z',
    (place) => onlyIf(place.l > 1, () => decayed(place, product(place.get(`a${place.l - 1}`), doutOf(place)))),
  ],
  [
    'dW-before-activation',
    '{name} is computed before the derivative of the activation is applied',
    (place) =>
      onlyIf(place.l < place.recipe.layers, () => decayed(place, product(inputOf(place), place.get(`dz${place.l}`)))),
    'dW1 = np.dot(x.T, …) of what has gone back through the activation',
  ],
  ['dW-without-first', '{name} leaves out the first image of the batch', (place) => ofImages(place, (n) => n > 0)],
  ['dW-without-last', '{name} leaves out the last image of the batch', (place) => ofImages(place, (n, N) => n < N - 1)],
  ['dW-of-first', '{name} is that of the first image alone', (place) => ofImages(place, (n) => n === 0), LOOP],
  ['dW-of-last', '{name} is that of the last image alone', (place) => ofImages(place, (n, N) => n === N - 1), LOOP],
  [
    'dW-reshaped',
    '{name} is doutᵀ x, reshaped where it should be transposed',
    (place) => {
      const dW = own(place);
      return reshaped(transposed(dW), dW.shape);
    },
  ],
  [
    'dW-of-pixels',
    '{name} is computed from pixels of 0 to 255, x has 0 to 1',
    (place) => onlyIf(place.l === 1, () => times(own(place), 255)),
    'divide the pixels by 255 before training: load_mnist(normalize=True)',
  ],
  [
    'dW-without-decay',
    '{name} leaves out the weight decay λ W',
    (place) => onlyIf(place.recipe.weightDecay > 0, () => own(place)),
    'the config has weightDecay: dW += λ * W',
  ],
  [
    'dW-decay-twice',
    '{name} has the weight decay λ W twice',
    (place) => onlyIf(place.recipe.weightDecay > 0, () => decayed(place, own(place), 2 * place.recipe.weightDecay)),
    'the derivative of λ/2 Σ W² is λ W',
  ],
  [
    'dW-decay-sign',
    '{name} has the weight decay with the wrong sign',
    (place) => onlyIf(place.recipe.weightDecay > 0, () => decayed(place, own(place), -place.recipe.weightDecay)),
    'the config has weightDecay: dW += λ * W',
  ],
]);

/** dW of some of the images. */
function ofImages(place: Place, isTaken: (n: number, N: number) => boolean): Tensor {
  const x = inputOf(place);
  return decayed(
    place,
    product(
      map(x, (value, n) => (isTaken(n, x.shape[0]) ? value : 0)),
      doutOf(place),
    ),
  );
}

function own(place: Place): Tensor {
  return product(inputOf(place), doutOf(place));
}

const DB = 'db = np.sum(dout, axis=0)';

/** db_l = Σ dout over the batch */
const BIASES = causesAt('db', DB, [
  [
    'db-averaged',
    '{name} is averaged over the batch, not summed: np.mean instead of np.sum',
    (place) => times(columnSums(doutOf(place)), 1 / doutOf(place).shape[0]),
    `${DB}; dy has the 1/N`,
  ],
  [
    'db-not-averaged',
    '{name} is N times ours: the division by N is missing',
    (place) => times(columnSums(doutOf(place)), doutOf(place).shape[0]),
    `${DB}; dy has the 1/N`,
  ],
  [
    'db-wrong-axis',
    '{name} is summed over the wrong axis (axis=1): one number for each image instead of each unit',
    (place) => columnSums(transposed(doutOf(place))),
  ],
  [
    'db-all-summed',
    '{name} is the sum of everything: np.sum without axis=0',
    (place) => {
      const total = sum(doutOf(place).data);
      return map(columnSums(doutOf(place)), () => total);
    },
  ],
  ['db-not-summed', '{name} is not summed over the batch', doutOf],
  ['db-first-row', '{name} is that of the first image alone', (place) => row(doutOf(place), 0)],
  ['db-last-row', '{name} is that of the last image alone', (place) => row(doutOf(place), doutOf(place).shape[0] - 1)],
  [
    'db-before-activation',
    '{name} is computed before the derivative of the activation is applied',
    (place) => onlyIf(place.l < place.recipe.layers, () => columnSums(place.get(`dz${place.l}`))),
    'db1 = np.sum(…, axis=0) of what has gone back through the activation',
  ],
  ['db-from-dW', '{name} is the sum of dW, not of dout', (place) => columnSums(place.get(`dW${place.l}`))],
  [
    'db-without-last',
    '{name} leaves out the last image of the batch',
    (place) => columnSums(without(doutOf(place), doutOf(place).shape[0] - 1)),
  ],
  [
    'db-with-decay',
    '{name} has weight decay; biases have none',
    (place) =>
      onlyIf(place.recipe.weightDecay > 0, () =>
        zip(columnSums(doutOf(place)), place.get(`b${place.l}`), (d, b) => d + place.recipe.weightDecay * b),
      ),
    'λ/2 Σ W² is over the weights alone',
  ],
]);

function row({ shape: [, K], data }: Tensor, n: number): Tensor {
  return { shape: [K], data: data.slice(n * K, (n + 1) * K) };
}

export const PARAMETER_GRADIENT_CAUSES: readonly Cause[] = [...WEIGHTS, ...BIASES];
