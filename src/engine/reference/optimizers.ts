import type { NdArray } from '../../array.js';
import { forEachElement } from './elements.js';

/** Prevents division by zero while all gradients so far are 0. */
const EPSILON = 1e-7;

/**
 * Optimizer rules for one element: the new w from the old w, the gradient d and constants. `s` is the rule's state for
 * this element; the rule overwrites it. Each rule has a kernel in `assembly/optimizers.ts` and a row in
 * `training/optimizers/`.
 */
export const RULES = {
  /** W ← W − rate · dW (chapter 4 of the book) */
  sgd: (w: number, _: [], d: number, rate: number): number => w - rate * d,

  /** v ← momentum · v − rate · dW, W ← W + v (chapter 6 of the book; Polyak 1964) */
  momentum(w: number, s: [v: number], d: number, rate: number, momentum: number): number {
    s[0] = momentum * s[0] - rate * d;
    return w + s[0];
  },

  /**
   * v as in momentum, W ← W + momentum · v − rate · dW: looks one step ahead (Nesterov 1983, in the form of Bengio,
   * Boulanger-Lewandowski and Pascanu, arXiv:1212.0901). With the old v, as in the book's code:
   * W ← W + momentum² · v − (1 + momentum) · rate · dW.
   */
  nesterov(w: number, s: [v: number], d: number, rate: number, momentum: number): number {
    s[0] = momentum * s[0] - rate * d;
    return w + (momentum * s[0] - rate * d);
  },

  /**
   * h ← h + dW², W ← W − rate · dW / (√h + 1e-7): parameters with large gradients take smaller steps (chapter 6 of the
   * book; Duchi, Hazan and Singer 2011)
   */
  adagrad(w: number, s: [h: number], d: number, rate: number): number {
    s[0] += d * d;
    return w - (rate * d) / (Math.sqrt(s[0]) + EPSILON);
  },

  /** h ← decayRate · h + (1 − decayRate) · dW²; W as in AdaGrad. Old gradients fade out (Tieleman and Hinton 2012) */
  rmsprop(w: number, s: [h: number], d: number, rate: number, decayRate: number): number {
    s[0] = decayRate * s[0] + (1 - decayRate) * d * d;
    return w - (rate * d) / (Math.sqrt(s[0]) + EPSILON);
  },

  /**
   * m ← m + (1 − beta1)(dW − m), v ← v + (1 − beta2)(dW² − v), W ← W − rate · m / (√v + 1e-7) (chapter 6 of the book;
   * Kingma and Ba, arXiv:1412.6980)
   */
  adam(w: number, s: [m: number, v: number], d: number, rate: number, beta1: number, beta2: number): number {
    s[0] += (1 - beta1) * (d - s[0]);
    s[1] += (1 - beta2) * (d * d - s[1]);
    return w - (rate * s[0]) / (Math.sqrt(s[1]) + EPSILON);
  },

  /** Adam's step, starting at W − shrink · W: decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101) */
  adamw(w: number, s: [m: number, v: number], d: number, rate: number, beta1: number, beta2: number, shrink: number) {
    return RULES.adam(w - shrink * w, s, d, rate, beta1, beta2);
  },
};

type Rules = typeof RULES;
export type RuleName = keyof Rules;

/** One T for each number in a rule's state, by default an array of W's shape. */
export type RuleState<R extends RuleName, T = NdArray> = ForEach<Parameters<Rules[R]>[1], T>;

/** The constants of a rule, starting with the learning rate. */
export type RuleConstants<R extends RuleName> =
  Parameters<Rules[R]> extends [number, unknown, number, ...infer Constants extends number[]] ? Constants : never;

type ForEach<Numbers extends number[], T> = { readonly [K in keyof Numbers]: T };

/** The arguments of `Engine.update` for each rule. */
export type Update = {
  [R in RuleName]: [rule: R, W: NdArray, state: RuleState<R>, dW: NdArray, ...constants: RuleConstants<R>];
}[RuleName];

export function update(...[rule, W, state, dW, ...constants]: Update): void {
  const next = RULES[rule] as (w: number, s: number[], d: number, ...constants: readonly number[]) => number;
  const s = state.map(() => 0);
  forEachElement([W, dW, ...state], (w, d, ...places) => {
    for (let k = 0; k < s.length; k++) s[k] = state[k].data[places[k]];
    W.data[w] = next(W.data[w], s, dW.data[d], ...constants);
    for (let k = 0; k < s.length; k++) state[k].data[places[k]] = s[k];
  });
}

export function movingAverage(average: NdArray, W: NdArray, rate: number): void {
  forEachElement([average, W], (a, w) => {
    average.data[a] += rate * (W.data[w] - average.data[a]);
  });
}
