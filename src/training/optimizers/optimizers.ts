import type { Chosen, NumberKey } from '../../documents/choices.js';
import type { RuleConstants, RuleName, RuleState } from '../../engine/reference/optimizers.js';

type Keys = Readonly<Record<string, NumberKey>>;

export interface OptimizerRow<R extends RuleName, K> {
  /** Where a config names none. */
  readonly learningRate: number;
  /** Its rule for a weight W with the gradient dW, as people write it. */
  readonly formula: readonly string[];
  readonly keys: K;
  /** The names of the arrays that the rule remembers: `v` for `v.W1`, `v.b1` … */
  readonly state: RuleState<R, string>;
  /** The keys whose powers, to the number of the step, `constants` takes. */
  readonly powers?: readonly (keyof K)[];
  /** The constants of the rule at a step. */
  constants(
    learningRate: number,
    settings: { readonly [Key in keyof K]: number },
    powers: readonly number[],
  ): RuleConstants<R>;
}

/** What stays of something from step to step. */
const kept = (value: number, means: string): NumberKey => ({
  default: value,
  min: 0,
  below: 1,
  unit: 'fraction',
  means,
});

const momentum = kept(0.9, 'what stays of the velocity');
const beta1 = kept(0.9, 'what stays of the gradients');
const beta2 = kept(0.999, 'what stays of the squared gradients');

const ADAM = [
  'm ← beta1 · m + (1 − beta1) · dW',
  'v ← beta2 · v + (1 − beta2) · dW²',
  'W ← W − rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + 1e-7) at update t',
];

/** Every optimizer, by the name of its rule; `RULES` of the reference engine has the formulas. */
export const OPTIMIZERS = rows({
  sgd: { learningRate: 0.1, formula: ['W ← W − rate · dW'], keys: {}, state: [], constants: (rate) => [rate] },
  momentum: {
    learningRate: 0.1,
    formula: ['v ← momentum · v − rate · dW', 'W ← W + v'],
    keys: { momentum },
    state: ['v'],
    constants: (rate, { momentum }) => [rate, momentum],
  },
  nesterov: {
    learningRate: 0.1,
    formula: ['v ← momentum · v − rate · dW', 'W ← W + momentum · v − rate · dW'],
    keys: { momentum },
    state: ['v'],
    constants: (rate, { momentum }) => [rate, momentum],
  },
  adagrad: {
    learningRate: 0.01,
    formula: ['h ← h + dW²', 'W ← W − rate · dW / (√h + 1e-7)'],
    keys: {},
    state: ['h'],
    constants: (rate) => [rate],
  },
  rmsprop: {
    learningRate: 0.001,
    formula: ['h ← decayRate · h + (1 − decayRate) · dW²', 'W ← W − rate · dW / (√h + 1e-7)'],
    keys: { decayRate: kept(0.99, 'what stays of the squared gradients') },
    state: ['h'],
    constants: (rate, { decayRate }) => [rate, decayRate],
  },
  adam: {
    learningRate: 0.001,
    formula: ADAM,
    keys: { beta1, beta2 },
    state: ['m', 'v'],
    powers: ['beta1', 'beta2'],
    constants: (rate, { beta1, beta2 }, powers) => [unbiased(rate, powers), beta1, beta2],
  },
  adamw: {
    learningRate: 0.001,
    formula: ['W ← W − rate · decay · W', ...ADAM],
    keys: {
      beta1,
      beta2,
      decay: {
        default: 0.01,
        min: 0,
        below: 1,
        unit: '1',
        means: 'part of every parameter, biases too, taken off at each update, times the learning rate',
      },
    },
    state: ['m', 'v'],
    powers: ['beta1', 'beta2'],
    constants: (rate, { beta1, beta2, decay }, powers) => [unbiased(rate, powers), beta1, beta2, rate * decay],
  },
});

/** `sgd 0.1, momentum 0.1 …`: the learning rates of configs that name none. */
export const OWN_RATES = Object.entries(OPTIMIZERS)
  .map(([name, { learningRate }]) => `${name} ${learningRate}`)
  .join(', ');

/** An optimizer by the name and the numbers a config gives it. */
export type OptimizerSettings = Chosen<typeof OPTIMIZERS>;

/**
 * learningRate · √(1 − beta2^t) / (1 − beta1^t) at step t, since means start at 0 (Kingma and Ba, arXiv:1412.6980, end of
 * section 2).
 */
function unbiased(learningRate: number, [power1, power2]: readonly number[]): number {
  return (learningRate * Math.sqrt(1 - power2)) / (1 - power1);
}

type Rows<K> = { readonly [R in keyof K]: OptimizerRow<R & RuleName, K[R]> };

/** The table, each row typed by its rule and by its keys. */
function rows<K extends Record<RuleName, Keys>>(table: Rows<K>): Rows<K> {
  return table;
}
