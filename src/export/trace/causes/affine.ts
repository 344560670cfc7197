import { activationOf, inputOf, type Scope } from '../formulas.js';
import { map, matmul, plusRow, reshaped, sum, type Tensor, times, transposed } from '../tensor.js';
import { type Cause, causesAt } from './cause.js';

const parameter = ({ get, l }: Scope, letter: string, ending = ''): Tensor => get(`${letter}${l}${ending}`);
const product = (scope: Scope): Tensor => matmul(inputOf(scope), parameter(scope, 'W'));
const affine = (x: Tensor, scope: Scope): Tensor => plusRow(matmul(x, parameter(scope, 'W')), parameter(scope, 'b'));

const AFFINE = 'np.dot(x, W) + b, as in the book';

/** a_l = z_{l−1} W_l + b_l */
export const AFFINE_CAUSES: readonly Cause[] = causesAt('a', AFFINE, [
  ['no-bias', 'no bias is added in {name}', product],
  [
    'bias-subtracted',
    'the bias is subtracted in {name}',
    (scope) => plusRow(product(scope), times(parameter(scope, 'b'), -1)),
  ],
  [
    'bias-twice',
    'the bias is added twice in {name}',
    (scope) => plusRow(product(scope), times(parameter(scope, 'b'), 2)),
  ],
  [
    'bias-one-number',
    'one number is added in {name} instead of the row b: the bias is broadcast wrongly',
    (scope) => {
      const { data } = parameter(scope, 'b');
      return map(product(scope), (value) => value + data[0]);
    },
    'b has the shape (out,), one number for each unit; not b[0] and not np.sum(b)',
  ],
  [
    'bias-summed',
    'the sum of the bias is added to every unit of {name}',
    (scope) => {
      const total = sum(parameter(scope, 'b').data);
      return map(product(scope), (value) => value + total);
    },
    'b has the shape (out,), one number for each unit; not np.sum(b)',
  ],
  [
    'bias-before-product',
    'the bias is multiplied by the weights in {name}: it is added inside np.dot',
    (scope) => {
      const [x, b] = [inputOf(scope), parameter(scope, 'b')];
      return b.data.length === x.shape[1] ? matmul(plusRow(x, b), parameter(scope, 'W')) : undefined;
    },
  ],
  [
    'activation-skipped-before',
    '{name} is computed from a of the layer before instead of z: the activation is skipped',
    (scope) => (scope.l === 1 ? undefined : affine(scope.get(`a${scope.l - 1}`), scope)),
    'z1 = f(a1), a2 = np.dot(z1, W2) + b2',
  ],
  [
    'activation-twice-before',
    'the activation is applied twice before {name}',
    (scope) => (scope.l === 1 ? undefined : affine(map(inputOf(scope), activationOf(scope).y), scope)),
    'apply it either in predict or in the layer',
  ],
  [
    'weights-transposed',
    '{name} is computed with Wᵀ',
    (scope) => {
      const W = parameter(scope, 'W');
      if (W.shape[0] !== W.shape[1]) return undefined;
      return plusRow(matmul(inputOf(scope), transposed(W)), parameter(scope, 'b'));
    },
  ],
  [
    'weights-reshaped',
    '{name} uses W reshaped where it should be transposed',
    (scope) => {
      const W = parameter(scope, 'W');
      return plusRow(matmul(inputOf(scope), reshaped(transposed(W), W.shape)), parameter(scope, 'b'));
    },
    'W.reshape(in, out) keeps the order in memory and mixes the weights; W.T transposes',
  ],
  [
    'forward-after-update',
    '{name} is computed with the parameters after the update',
    (scope) => plusRow(matmul(inputOf(scope), parameter(scope, 'W', '_after')), parameter(scope, 'b', '_after')),
    'save the forward pass before the update, or copy: a1.copy()',
  ],
  [
    'pixels-not-scaled',
    '{name} is computed from pixels from 0 to 255, but x has values from 0 to 1',
    (scope) => (scope.l === 1 ? affine(times(inputOf(scope), 255), scope) : undefined),
    'divide the pixels by 255 before training: load_mnist(normalize=True)',
  ],
  [
    'pixels-scaled-twice',
    '{name} is computed from pixels that are divided by 255 twice',
    (scope) => (scope.l === 1 ? affine(times(inputOf(scope), 1 / 255), scope) : undefined),
    'load_mnist(normalize=True) has already divided them',
  ],
  [
    'activation-in-place',
    '{name} was changed in place by the activation: it holds z',
    (scope) =>
      scope.l === scope.recipe.layers ? undefined : map(affine(inputOf(scope), scope), activationOf(scope).y),
    'out = x.copy() before out[mask] = 0, or save {name}.copy()',
  ],
]);
