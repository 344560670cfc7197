import { ACTIVATIONS, type ActivationName } from '../../../engine/reference/activations.js';
import { activationOf, type Place, softmax } from '../formulas.js';
import { map } from '../tensor.js';
import type { Cause } from './cause.js';

const ARTICLE: Record<ActivationName, string> = {
  relu: 'ReLU',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  'leaky-relu': 'leaky ReLU (0.01)',
  elu: 'ELU',
};

/** z_l = f(a_l) */
export const ACTIVATION_CAUSES: readonly Cause[] = [
  ...(Object.keys(ACTIVATIONS) as ActivationName[]).map((name) =>
    elementwise(`activation-is-${name}`, `{name} is the ${ARTICLE[name]} of a, ours is another function`, (a, place) =>
      place.recipe.activation === name ? undefined : ACTIVATIONS[name].y(a),
    ),
  ),
  elementwise('activation-skipped', '{name} equals a: the activation is not applied', (a) => a),
  elementwise('activation-twice', 'the activation is applied twice in {name}', (a, place) =>
    activationOf(place).y(activationOf(place).y(a)),
  ),
  elementwise('activation-sign', '{name} is the activation of −a: a sign is wrong, as in np.exp(x)', (a, place) =>
    activationOf(place).y(-a),
  ),
  elementwise('activation-inverted', '{name} keeps what is below zero: the mask of ReLU is inverted', (a) =>
    Math.min(a, 0),
  ),
  elementwise('activation-absolute', '{name} is |a|', Math.abs),
  elementwise('activation-step', '{name} is the step function of a', (a) => (a > 0 ? 1 : 0)),
  elementwise('activation-exp', '{name} is e^−a alone: 1 / (1 + np.exp(-x)) needs its brackets', (a) => Math.exp(-a)),
  elementwise('activation-brackets', '{name} is 1 / 1 + e^−a: brackets are missing', (a) => 1 + Math.exp(-a)),
  elementwise('activation-softplus', '{name} is ln(1 + e^a)', (a) => Math.log1p(Math.exp(a))),
  ...[0.1, 0.2, 0.3].map((slope) =>
    elementwise(`leaky-${slope}`, `{name} is a leaky ReLU with the slope ${slope}`, (a) => (a > 0 ? a : slope * a)),
  ),
  {
    id: 'activation-softmax',
    at: ['z'],
    says: '{name} is the softmax of a',
    hint: 'softmax belongs behind the last layer',
    wrong: ({ get, l }) => softmax(get(`a${l}`)),
  },
  {
    id: 'derivative-as-activation',
    at: ['z'],
    says: '{name} is the derivative of the activation',
    hint: 'sigmoid(x), not sigmoid_grad(x)',
    wrong: (place) => map(place.get(`a${place.l}`), (a) => activationOf(place).dx(1, activationOf(place).y(a))),
  },
];

function elementwise(id: string, says: string, f: (a: number, place: Place) => number | undefined): Cause {
  return {
    id,
    at: ['z'],
    says,
    hint: 'z1 = f(a1) with the activation of the config',
    wrong(place) {
      if (f(1, place) === undefined) return undefined;
      return map(place.get(`a${place.l}`), (a) => f(a, place) ?? Number.NaN);
    },
  };
}
