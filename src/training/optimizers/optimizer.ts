import { type NdArray, zeros } from '../../array.js';
import type { Engine } from '../../engine/engine.js';
import type { RuleName, Update } from '../../engine/reference/optimizers.js';
import type { Parameters } from '../../network/network.js';
import { OPTIMIZERS, type OptimizerSettings } from './optimizers.js';

/** Updates parameters by their gradients (chapter 6 of the book). */
export interface Optimizer {
  /** Makes one update. params: those the optimizer was created for; grads: with the same names and shapes. */
  update(params: Parameters, grads: Parameters, learningRate: number): void;
  /**
   * All that it keeps between updates, by names such as `v.W1`. To resume a run, overwrite the elements of these arrays;
   * do not replace the arrays.
   */
  readonly state: Parameters;
}

/** A row of `OPTIMIZERS`, whichever its rule. */
interface AnyRow {
  readonly state: readonly string[];
  readonly powers?: readonly string[];
  constants(rate: number, settings: Readonly<Record<string, number>>, powers: readonly number[]): readonly number[];
}

/** The optimizer of a row of `OPTIMIZERS`. */
export class RuleOptimizer implements Optimizer {
  readonly state: Record<string, NdArray> = {};
  readonly #engine: Engine;
  readonly #rule: RuleName;
  readonly #row: AnyRow;
  readonly #settings: Readonly<Record<string, number>>;
  /** Powers of some settings, kept as running products: `**` does not give the same bits on every machine. */
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
      // `OPTIMIZERS` has checked the types of the row
      this.#engine.update(...([this.#rule, params[name], arrays, grads[name], ...numbers] as unknown as Update));
    }
  }
}

/** Creates the optimizer of a config for these parameters. */
export function createOptimizer(engine: Engine, params: Parameters, settings: OptimizerSettings): Optimizer {
  return new RuleOptimizer(engine, params, settings);
}
