import { activationOf, doutOf, type Scope } from '../formulas.js';
import { map, matmul, reshaped, type Tensor, times, transposed, zip } from '../tensor.js';
import { type Cause, causesAt, onlyIf } from './cause.js';

const DX = 'dx = np.dot(dout, W.T), with the W of the forward pass';
const above = (scope: Scope) => ({ ...scope, l: scope.l + 1 });

/** dL/dz_l = dout_{l+1} W_{l+1}ᵀ */
const INPUTS = causesAt('dz', DX, [
  [
    'dx-after-update',
    '{name} is computed with W after the update',
    (scope) => matmul(doutOf(above(scope)), transposed(scope.get(`W${scope.l + 1}_after`))),
  ],
  [
    'dx-not-transposed',
    '{name} uses W where it should use Wᵀ',
    (scope) => {
      const W = scope.get(`W${scope.l + 1}`);
      return onlyIf(W.shape[0] === W.shape[1], () => matmul(doutOf(above(scope)), W));
    },
  ],
  [
    'dx-reshaped',
    '{name} uses W reshaped where it should be transposed',
    (scope) => {
      const W = scope.get(`W${scope.l + 1}`);
      return matmul(doutOf(above(scope)), reshaped(W, [W.shape[1], W.shape[0]]));
    },
  ],
  [
    'dx-from-dW',
    '{name} uses dW where it should use W',
    (scope) => matmul(doutOf(above(scope)), transposed(scope.get(`dW${scope.l + 1}`))),
  ],
  [
    'dx-averaged',
    '{name} is divided by N once more',
    (scope) =>
      times(matmul(doutOf(above(scope)), transposed(scope.get(`W${scope.l + 1}`))), 1 / scope.get('x').shape[0]),
    `${DX}; dy already has the 1/N`,
  ],
  [
    'dx-not-averaged',
    '{name} is N times ours: the division by N is missing',
    (scope) => times(matmul(doutOf(above(scope)), transposed(scope.get(`W${scope.l + 1}`))), scope.get('x').shape[0]),
    `${DX}; dy already has the 1/N`,
  ],
]);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** dL/da_l = dL/dz_l · f′(a_l) */
const ACTIVATIONS: Cause[] = [
  gradient('derivative-missing', 'the derivative of the activation is missing in {name}', (d) => d),
  gradient('derivative-twice', 'the derivative of the activation is applied twice in {name}', (d, z, _, scope) =>
    activationOf(scope).dx(activationOf(scope).dx(d, z), z),
  ),
  gradient(
    'derivative-alone',
    '{name} is the derivative of the activation, not multiplied by dout',
    (_, z, __, scope) => activationOf(scope).dx(1, z),
  ),
  gradient(
    'derivative-at-z',
    '{name} uses the derivative at z instead of a: sigmoid_grad(z1) instead of sigmoid_grad(a1)',
    (d, z, _, scope) => activationOf(scope).dx(d, activationOf(scope).y(z)),
  ),
  gradient(
    'derivative-from-a',
    '{name} uses a (1 − a): the formula (1 − z) z needs the output of sigmoid, not its input',
    (d, _, a) => d * a * (1 - a),
  ),
  gradient(
    'derivative-z-only',
    '{name} is multiplied by z; the derivative of sigmoid is (1 − z) z, the derivative of ReLU is 0 or 1',
    (d, z) => d * z,
  ),
  gradient('derivative-one-minus-z', '{name} is multiplied by 1 − z: the factor z is missing', (d, z) => d * (1 - z)),
  gradient('derivative-of-sigmoid', '{name} uses z (1 − z), the derivative of sigmoid', (d, z) => d * z * (1 - z)),
  gradient('derivative-of-tanh', '{name} uses 1 − z², the derivative of tanh', (d, z) => d * (1 - z * z)),
  gradient(
    'derivative-of-tanh-at-a',
    '{name} uses 1 − a²: the formula 1 − z² needs the output of tanh, not its input',
    (d, _, a) => d * (1 - a * a),
  ),
  gradient('derivative-of-relu', '{name} uses the derivative of ReLU: it is 0 where a ≤ 0', (d, _, a) =>
    a > 0 ? d : 0,
  ),
  gradient('derivative-plus', '{name} uses z (1 + z): a sign is wrong', (d, z) => d * z * (1 + z)),
  gradient('derivative-minus', '{name} uses z (z − 1): a sign is wrong', (d, z) => d * z * (z - 1)),
  gradient('mask-inverted', 'the mask of ReLU is inverted in {name}', (d, _, a) => (a > 0 ? 0 : d)),
  gradient(
    'mask-from-dout',
    'the mask of ReLU in {name} is computed from dout, not from the input of the forward pass',
    (d) => Math.max(0, d),
  ),
  gradient('mask-from-dout-below', '{name} keeps the negative values of dout', (d) => Math.min(0, d)),
  gradient('multiplied-by-a', '{name} is multiplied by a', (d, _, a) => d * a),
  gradient(
    'derivative-of-sigmoid-at-a',
    '{name} uses the derivative of sigmoid at a',
    (d, _, a) => d * sigmoid(a) * (1 - sigmoid(a)),
  ),
  ...[0.01, 0.1, 0.2].map((slope) =>
    gradient(`leak-${slope}`, `{name} is ${slope} dout where a ≤ 0, as in a leaky ReLU`, (d, _, a) =>
      a > 0 ? d : slope * d,
    ),
  ),
  {
    id: 'mask-of-neighbour',
    at: ['da'],
    says: '{name} has the derivative of the previous image: rows are shifted',
    hint: 'use the mask, or z, of the same forward pass',
    wrong: (scope) => shifted(scope, -1),
  },
  {
    id: 'mask-of-next',
    at: ['da'],
    says: '{name} has the derivative of the next image: rows are shifted',
    hint: 'use the mask, or z, of the same forward pass',
    wrong: (scope) => shifted(scope, 1),
  },
  {
    id: 'mask-of-first',
    at: ['da'],
    says: '{name} has the derivative of the first image in every row',
    hint: 'use the mask, or z, of the whole batch',
    wrong: (scope) => {
      const z = scope.get(`z${scope.l}`);
      return zip(
        scope.get(`dz${scope.l}`),
        map(z, (_, __, k) => z.data[k]),
        activationOf(scope).dx,
      );
    },
  },
];

function shifted(scope: Scope, by: number): Tensor {
  const z = scope.get(`z${scope.l}`);
  const [N, K] = z.shape;
  return zip(
    scope.get(`dz${scope.l}`),
    map(z, (_, n, k) => z.data[((n + by + N) % N) * K + k]),
    activationOf(scope).dx,
  );
}

function gradient(id: string, says: string, f: (d: number, z: number, a: number, scope: Scope) => number): Cause {
  return {
    id,
    at: ['da'],
    says,
    hint: 'sigmoid: dout * (1 - z) * z; ReLU: dout, set to 0 where x <= 0 in the forward pass',
    wrong(scope) {
      const { get, l } = scope;
      const [z, a] = [get(`z${l}`).data, get(`a${l}`).data];
      const dz = get(`dz${l}`);
      return { shape: dz.shape, data: dz.data.map((d, i) => f(d, z[i], a[i], scope)) };
    },
  };
}

export const INPUT_GRADIENT_CAUSES: readonly Cause[] = [...INPUTS, ...ACTIVATIONS];
