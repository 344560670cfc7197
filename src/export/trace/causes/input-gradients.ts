import { activationOf, doutOf, type Place } from '../formulas.js';
import { map, matmul, reshaped, type Tensor, times, transposed, zip } from '../tensor.js';
import { type Cause, causesAt, onlyIf } from './cause.js';

const DX = 'dx = np.dot(dout, W.T), with the W of the forward pass';
const above = (place: Place) => ({ ...place, l: place.l + 1 });

/** dL/dz_l = dout_{l+1} W_{l+1}ᵀ */
const INPUTS = causesAt('dz', DX, [
  [
    'dx-after-update',
    '{name} is computed with W after the update',
    (place) => matmul(doutOf(above(place)), transposed(place.get(`W${place.l + 1}_after`))),
  ],
  [
    'dx-reshaped',
    '{name} uses W reshaped where it should be transposed',
    (place) => {
      const W = place.get(`W${place.l + 1}`);
      return matmul(doutOf(above(place)), reshaped(W, [W.shape[1], W.shape[0]]));
    },
  ],
  [
    'dx-not-transposed',
    '{name} uses W where it should use Wᵀ',
    (place) => {
      const W = place.get(`W${place.l + 1}`);
      return onlyIf(W.shape[0] === W.shape[1], () => matmul(doutOf(above(place)), W));
    },
  ],
  [
    'dx-from-dW',
    '{name} uses dW where it should use W',
    (place) => matmul(doutOf(above(place)), transposed(place.get(`dW${place.l + 1}`))),
  ],
  [
    'dx-averaged',
    '{name} is divided by N once more',
    (place) =>
      times(matmul(doutOf(above(place)), transposed(place.get(`W${place.l + 1}`))), 1 / place.get('x').shape[0]),
    `${DX}; dy has the 1/N`,
  ],
  [
    'dx-not-averaged',
    '{name} is N times ours: the division by N is missing',
    (place) => times(matmul(doutOf(above(place)), transposed(place.get(`W${place.l + 1}`))), place.get('x').shape[0]),
    `${DX}; dy has the 1/N`,
  ],
]);

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** dL/da_l = dL/dz_l · f′(a_l) */
const ACTIVATIONS: Cause[] = [
  gradient('derivative-missing', 'the derivative of the activation is missing in {name}', (d) => d),
  gradient('derivative-twice', 'the derivative of the activation is applied twice in {name}', (d, z, _, place) =>
    activationOf(place).dx(activationOf(place).dx(d, z), z),
  ),
  gradient(
    'derivative-alone',
    '{name} is the derivative of the activation alone, not multiplied by what comes from above',
    (_, z, __, place) => activationOf(place).dx(1, z),
  ),
  gradient(
    'derivative-at-z',
    '{name} takes the derivative at z instead of at a: sigmoid_grad(z1) instead of sigmoid_grad(a1)',
    (d, z, _, place) => activationOf(place).dx(d, activationOf(place).y(z)),
  ),
  gradient(
    'derivative-from-a',
    '{name} uses a (1 − a): the formula (1 − z) z takes the output of sigmoid, not its input',
    (d, _, a) => d * a * (1 - a),
  ),
  gradient(
    'derivative-z-only',
    '{name} is multiplied by z alone; the derivative of sigmoid is (1 − z) z, that of ReLU 0 or 1',
    (d, z) => d * z,
  ),
  gradient(
    'derivative-one-minus-z',
    '{name} is multiplied by 1 − z alone: the factor z is missing',
    (d, z) => d * (1 - z),
  ),
  gradient('derivative-of-sigmoid', '{name} uses z (1 − z), the derivative of sigmoid', (d, z) => d * z * (1 - z)),
  gradient('derivative-of-tanh', '{name} uses 1 − z², the derivative of tanh', (d, z) => d * (1 - z * z)),
  gradient(
    'derivative-of-tanh-at-a',
    '{name} uses 1 − a²: the formula 1 − z² takes the output of tanh, not its input',
    (d, _, a) => d * (1 - a * a),
  ),
  gradient('derivative-of-relu', '{name} is set to 0 where a ≤ 0, the derivative of ReLU', (d, _, a) =>
    a > 0 ? d : 0,
  ),
  gradient('derivative-plus', '{name} uses z (1 + z): a sign is wrong', (d, z) => d * z * (1 + z)),
  gradient('derivative-minus', '{name} uses z (z − 1): a sign is wrong', (d, z) => d * z * (z - 1)),
  gradient('mask-inverted', 'the mask of ReLU is inverted in {name}', (d, _, a) => (a > 0 ? 0 : d)),
  gradient(
    'mask-from-dout',
    'the mask of ReLU is taken from dout in {name}, not from the input of the forward pass',
    (d) => Math.max(0, d),
  ),
  gradient('mask-from-dout-below', '{name} keeps what is below zero in dout', (d) => Math.min(0, d)),
  gradient('multiplied-by-a', '{name} is multiplied by a', (d, _, a) => d * a),
  gradient(
    'derivative-of-sigmoid-at-a',
    '{name} uses the derivative of sigmoid at a',
    (d, _, a) => d * sigmoid(a) * (1 - sigmoid(a)),
  ),
  ...[0.01, 0.1, 0.2].map((slope) =>
    gradient(`leak-${slope}`, `{name} leaks ${slope} of dout where a ≤ 0`, (d, _, a) => (a > 0 ? d : slope * d)),
  ),
  {
    id: 'mask-of-neighbour',
    at: ['da'],
    says: '{name} has the derivative of the image before: rows are shifted',
    hint: 'keep the mask, or z, of this forward pass',
    wrong: (place) => shifted(place, -1),
  },
  {
    id: 'mask-of-next',
    at: ['da'],
    says: '{name} has the derivative of the next image: rows are shifted',
    hint: 'keep the mask, or z, of this forward pass',
    wrong: (place) => shifted(place, 1),
  },
  {
    id: 'mask-of-first',
    at: ['da'],
    says: '{name} has the derivative of the first image in every row',
    hint: 'keep the mask, or z, of the whole batch',
    wrong: (place) => {
      const z = place.get(`z${place.l}`);
      return zip(
        place.get(`dz${place.l}`),
        map(z, (_, __, k) => z.data[k]),
        activationOf(place).dx,
      );
    },
  },
];

function shifted(place: Place, by: number): Tensor {
  const z = place.get(`z${place.l}`);
  const [N, K] = z.shape;
  return zip(
    place.get(`dz${place.l}`),
    map(z, (_, n, k) => z.data[((n + by + N) % N) * K + k]),
    activationOf(place).dx,
  );
}

function gradient(id: string, says: string, f: (d: number, z: number, a: number, place: Place) => number): Cause {
  return {
    id,
    at: ['da'],
    says,
    hint: 'sigmoid: dout * (1 - z) * z; ReLU: dout with 0 where x <= 0 in the forward pass',
    wrong(place) {
      const { get, l } = place;
      const [z, a] = [get(`z${l}`).data, get(`a${l}`).data];
      const dz = get(`dz${l}`);
      return { shape: dz.shape, data: dz.data.map((d, i) => f(d, z[i], a[i], place)) };
    },
  };
}

export const INPUT_GRADIENT_CAUSES: readonly Cause[] = [...INPUTS, ...ACTIVATIONS];
