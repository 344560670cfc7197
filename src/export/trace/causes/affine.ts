import { activationOf, inputOf, type Place } from '../formulas.js';
import { map, matmul, plusRow, reshaped, sum, type Tensor, times, transposed } from '../tensor.js';
import { type Cause, causesAt } from './cause.js';

const parameter = ({ get, l }: Place, letter: string, ending = ''): Tensor => get(`${letter}${l}${ending}`);
const product = (place: Place): Tensor => matmul(inputOf(place), parameter(place, 'W'));
const affine = (x: Tensor, place: Place): Tensor => plusRow(matmul(x, parameter(place, 'W')), parameter(place, 'b'));

const AFFINE = 'the book: np.dot(x, W) + b';

/** a_l = z_{l−1} W_l + b_l */
export const AFFINE_CAUSES: readonly Cause[] = causesAt('a', AFFINE, [
  ['no-bias', 'no bias is added in {name}', product],
  [
    'bias-subtracted',
    'the bias is subtracted in {name}',
    (place) => plusRow(product(place), times(parameter(place, 'b'), -1)),
  ],
  [
    'bias-twice',
    'the bias is added twice in {name}',
    (place) => plusRow(product(place), times(parameter(place, 'b'), 2)),
  ],
  [
    'bias-one-number',
    'one number is added in {name} instead of the row b: a bias that is broadcast wrongly',
    (place) => {
      const { data } = parameter(place, 'b');
      return map(product(place), (value) => value + data[0]);
    },
    'b has the shape (out,), one number for each unit; not b[0] and not np.sum(b)',
  ],
  [
    'bias-summed',
    'the sum of the bias is added to every unit of {name}',
    (place) => {
      const total = sum(parameter(place, 'b').data);
      return map(product(place), (value) => value + total);
    },
    'b has the shape (out,), one number for each unit; not np.sum(b)',
  ],
  [
    'bias-before-product',
    'the bias is multiplied by the weights in {name}: it stands inside np.dot',
    (place) => {
      const [x, b] = [inputOf(place), parameter(place, 'b')];
      return b.data.length === x.shape[1] ? matmul(plusRow(x, b), parameter(place, 'W')) : undefined;
    },
  ],
  [
    'activation-skipped-before',
    '{name} is computed from a of the layer before, not from z: its activation is skipped',
    (place) => (place.l === 1 ? undefined : affine(place.get(`a${place.l - 1}`), place)),
    'z1 = f(a1), a2 = np.dot(z1, W2) + b2',
  ],
  [
    'activation-twice-before',
    'the activation is applied twice before {name}',
    (place) => (place.l === 1 ? undefined : affine(map(inputOf(place), activationOf(place).y), place)),
    'apply it in predict or in the layer, not in both',
  ],
  [
    'weights-reshaped',
    '{name} uses W reshaped where it should be transposed',
    (place) => {
      const W = parameter(place, 'W');
      return plusRow(matmul(inputOf(place), reshaped(transposed(W), W.shape)), parameter(place, 'b'));
    },
    'W.reshape(in, out) keeps the order in memory and mixes the weights; W.T transposes',
  ],
  [
    'weights-transposed',
    '{name} is computed with Wᵀ',
    (place) => {
      const W = parameter(place, 'W');
      if (W.shape[0] !== W.shape[1]) return undefined;
      return plusRow(matmul(inputOf(place), transposed(W)), parameter(place, 'b'));
    },
  ],
  [
    'forward-after-update',
    '{name} is computed with the parameters after the update',
    (place) => plusRow(matmul(inputOf(place), parameter(place, 'W', '_after')), parameter(place, 'b', '_after')),
    'save the forward pass before the update, or copy: a1.copy()',
  ],
  [
    'pixels-not-scaled',
    '{name} is computed from pixels of 0 to 255, x has 0 to 1',
    (place) => (place.l === 1 ? affine(times(inputOf(place), 255), place) : undefined),
    'divide the pixels by 255 before training: load_mnist(normalize=True)',
  ],
  [
    'pixels-scaled-twice',
    '{name} is computed from pixels that are divided by 255 twice',
    (place) => (place.l === 1 ? affine(times(inputOf(place), 1 / 255), place) : undefined),
    'load_mnist(normalize=True) has divided them already',
  ],
  [
    'activation-in-place',
    '{name} was changed in place by the activation: it holds z',
    (place) =>
      place.l === place.recipe.layers ? undefined : map(affine(inputOf(place), place), activationOf(place).y),
    'out = x.copy() before out[mask] = 0, or save {name}.copy()',
  ],
]);
