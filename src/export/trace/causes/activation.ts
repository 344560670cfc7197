import { ACTIVATIONS, type ActivationName } from '../../../engine/reference/activations.js';
import { activationOf, type Scope, softmax } from '../formulas.js';
import { map } from '../tensor.js';
import type { Cause } from './cause.js';

const TITLES: Record<ActivationName, string> = {
  relu: 'ReLU',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  'leaky-relu': 'leaky ReLU (0.01)',
  elu: 'ELU',
};

/** z_l = f(a_l) */
export const ACTIVATION_CAUSES: readonly Cause[] = [
  ...(Object.keys(ACTIVATIONS) as ActivationName[]).map((name) =>
    elementwise(
      `activation-is-${name}`,
      `{name} is the ${TITLES[name]} of a; ours uses another activation`,
      ACTIVATIONS[name].y,
    ),
  ),
  elementwise('activation-skipped', '{name} equals a: the activation is not applied', (a) => a),
  elementwise('activation-twice', 'the activation is applied twice in {name}', (a, scope) =>
    activationOf(scope).y(activationOf(scope).y(a)),
  ),
  elementwise('activation-sign', '{name} is the activation of −a: a sign is wrong, as in np.exp(x)', (a, scope) =>
    activationOf(scope).y(-a),
  ),
  elementwise('activation-inverted', '{name} keeps the negative values: the mask of ReLU is inverted', (a) =>
    Math.min(a, 0),
  ),
  elementwise('activation-absolute', '{name} is |a|', Math.abs),
  elementwise('activation-step', '{name} is the step function of a', (a) => (a > 0 ? 1 : 0)),
  elementwise('activation-exp', '{name} is e^−a: sigmoid is 1 / (1 + np.exp(-x)), with brackets', (a) => Math.exp(-a)),
  elementwise('activation-brackets', '{name} is 1 / 1 + e^−a: brackets are missing', (a) => 1 + Math.exp(-a)),
  elementwise('activation-softplus', '{name} is ln(1 + e^a)', (a) => Math.log1p(Math.exp(a))),
  ...[0.1, 0.2, 0.3].map((slope) =>
    elementwise(`leaky-${slope}`, `{name} is a leaky ReLU with the slope ${slope}`, (a) => (a > 0 ? a : slope * a)),
  ),
  {
    id: 'activation-softmax',
    at: ['z'],
    says: '{name} is the softmax of a',
    hint: 'apply softmax only after the last layer',
    wrong: ({ get, l }) => softmax(get(`a${l}`)),
  },
  {
    id: 'derivative-as-activation',
    at: ['z'],
    says: '{name} is the derivative of the activation',
    hint: 'sigmoid(x), not sigmoid_grad(x)',
    wrong: (scope) => map(scope.get(`a${scope.l}`), (a) => activationOf(scope).dx(1, activationOf(scope).y(a))),
  },
];

function elementwise(id: string, says: string, f: (a: number, scope: Scope) => number): Cause {
  return {
    id,
    at: ['z'],
    says,
    hint: 'z1 = f(a1) with the activation of the config',
    wrong: (scope) => map(scope.get(`a${scope.l}`), (a) => f(a, scope)),
  };
}
