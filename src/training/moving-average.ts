import { Network, type Parameters } from '../network/network.js';

/**
 * The exponential moving average of a net's parameters over its updates (Polyak and Juditsky 1992, as it is used with
 * stochastic gradients): average ← average + max(1 − decay, 1/t) (W − average) at update t, so that it begins as the plain
 * mean and forgets where training started.
 */
export class MovingAverage {
  /** A net of the same engine with the average for its parameters. */
  readonly network: Network;
  readonly #source: Network;
  readonly #decay: number;

  /** decay: 0 … 1, of the order of 1 − 1 / the updates to be remembered. */
  constructor(source: Network, decay: number) {
    this.network = new Network(source.engine, source.architecture, { lastLayer: source.lastLayer });
    this.#source = source;
    this.#decay = decay;
  }

  /** Takes in the source's parameters after update number t, counted from 1. */
  update(t: number): void {
    const rate = Math.max(1 - this.#decay, 1 / t);
    for (const [name, average] of Object.entries(this.state)) {
      this.#source.engine.movingAverage(average, this.#source.params[name], rate);
    }
  }

  /** The averages themselves, under the parameters' names. */
  get state(): Parameters {
    return this.network.params;
  }
}
