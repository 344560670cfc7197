import { type NdArray, zeros } from '../../array.js';
import type { Engine } from '../../engine/engine.js';
import type { RuleName, Update } from '../../engine/reference/optimizers.js';
import type { Parameters } from '../../network/network.js';
import { OPTIMIZERS, type OptimizerSettings } from './optimizers.js';

/** What turns gradients into changes of the parameters (chapter 6 of the book). */
export interface Optimizer {
  /** One step. params: those it was made for; grads: the same names, the same shapes. */
  update(params: Parameters, grads: Parameters, learningRate: number): void;
  /**
   * All it remembers from step to step, by names such as `v.W1`. The arrays keep their identity: overwrite their
   * elements with those of an earlier run, and the next step is that run's next one.
   */
  readonly state: Parameters;
}

/** A row of the table, as long as the rule is not known. */
interface AnyRow {
  readonly state: readonly string[];
  readonly powers?: readonly string[];
  constants(rate: number, settings: Readonly<Record<string, number>>, powers: readonly number[]): readonly number[];
}

/** One row of `OPTIMIZERS` at work: the rule's arrays for each parameter, and its step. */
export class RuleOptimizer implements Optimizer {
  readonly state: Record<string, NdArray> = {};
  readonly #engine: Engine;
  readonly #rule: RuleName;
  readonly #row: AnyRow;
  readonly #settings: Readonly<Record<string, number>>;
  /** Running products of some settings: the same bits everywhere, which `**` does not promise. */
  readonly #powers: NdArray;

  constructor(engine: Engine, params: Parameters, { name, ...settings }: OptimizerSettings) {
    this.#engine = engine;
    this.#rule = name;
    this.#row = OPTIMIZERS[name];
    this.#settings = settings;
    for (const letter of this.#row.state) {
      for (const [name, { shape }] of Object.entries(params)) this.state[`${letter}.${name}`] = engine.zeros(...shape);
    }
    const { powers = [] } = this.#row;
    this.#powers = zeros([powers.length]);
    this.#powers.data.fill(1);
    if (powers.length > 0) this.state['beta^t'] = this.#powers;
  }

  update(params: Parameters, grads: Parameters, learningRate: number): void {
    const { state, powers = [], constants } = this.#row;
    for (const [i, key] of powers.entries()) this.#powers.data[i] *= this.#settings[key];
    const numbers = constants(learningRate, this.#settings, [...this.#powers.data]);
    for (const name in params) {
      const arrays = state.map((letter) => this.state[`${letter}.${name}`]);
      // the row's state and constants were typed by its rule
      this.#engine.update(...([this.#rule, params[name], arrays, grads[name], ...numbers] as unknown as Update));
    }
  }
}

/** An optimizer as a config describes it, for these parameters. */
export function createOptimizer(engine: Engine, params: Parameters, settings: OptimizerSettings): Optimizer {
  return new RuleOptimizer(engine, params, settings);
}
