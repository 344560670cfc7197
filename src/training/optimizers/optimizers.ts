import type { Chosen, NumberKey } from '../../documents/choices.js';
import type { RuleConstants, RuleName, RuleState } from '../../engine/reference/optimizers.js';

type Keys = Readonly<Record<string, NumberKey>>;

export interface OptimizerRow<R extends RuleName, K> {
  /** The learning rate, if a config gives none. */
  readonly learningRate: number;
  /** The rule for a weight W with gradient dW, for readers. */
  readonly formula: readonly string[];
  readonly keys: K;
  /** The arrays that the rule keeps for each parameter: `v` for `v.W1`, `v.b1` … */
  readonly state: RuleState<R, string>;
  /** The keys whose t-th powers are passed to `constants` at update t. */
  readonly powers?: readonly (keyof K)[];
  /** The constants of the rule at an update. */
  constants(
    learningRate: number,
    settings: { readonly [Key in keyof K]: number },
    powers: readonly number[],
  ): RuleConstants<R>;
}

/** A key for the fraction of something that is kept at each update. */
const kept = (value: number, means: string): NumberKey => ({
  default: value,
  min: 0,
  below: 1,
  unit: 'fraction',
  means,
});

const momentum = kept(0.9, 'fraction of the velocity kept at each update');
const beta1 = kept(0.9, 'decay of the average of the gradients');
const beta2 = kept(0.999, 'decay of the average of the squared gradients');

const ADAM = [
  'm ← beta1 · m + (1 − beta1) · dW',
  'v ← beta2 · v + (1 − beta2) · dW²',
  'W ← W − rate · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + 1e-7) at update t',
];

/** All optimizers, by the names of their rules; `RULES` of the reference engine computes them. */
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
    keys: { decayRate: kept(0.99, 'decay of the average of the squared gradients') },
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
        means: 'decoupled weight decay of all parameters, biases too; multiplied by the learning rate',
      },
    },
    state: ['m', 'v'],
    powers: ['beta1', 'beta2'],
    constants: (rate, { beta1, beta2, decay }, powers) => [unbiased(rate, powers), beta1, beta2, rate * decay],
  },
});

/** `sgd 0.1, momentum 0.1 …`: the default learning rates. */
export const OWN_RATES = Object.entries(OPTIMIZERS)
  .map(([name, { learningRate }]) => `${name} ${learningRate}`)
  .join(', ');

/** The name and the numbers of an optimizer, as in a config. */
export type OptimizerSettings = Chosen<typeof OPTIMIZERS>;

/**
 * The rate at update t, corrected for moving averages that start at 0: learningRate · √(1 − beta2^t) / (1 − beta1^t)
 * (Kingma and Ba, arXiv:1412.6980, end of section 2).
 */
function unbiased(learningRate: number, [power1, power2]: readonly number[]): number {
  return (learningRate * Math.sqrt(1 - power2)) / (1 - power1);
}

type Rows<K> = { readonly [R in keyof K]: OptimizerRow<R & RuleName, K[R]> };

/** Checks the types of the table: each row fits its rule and its keys. */
function rows<K extends Record<RuleName, Keys>>(table: Rows<K>): Rows<K> {
  return table;
}
