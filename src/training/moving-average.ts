import { Network, type Parameters } from '../network/network.js';

/**
 * The exponential moving average of a net's parameters (Polyak and Juditsky 1992): at update t,
 * average ← average + max(1 − decay, 1/t) (W − average). It begins as the plain mean, so the initial parameters do not
 * count.
 */
export class MovingAverage {
  /** A net on the same engine whose parameters are the averages. */
  readonly network: Network;
  readonly #source: Network;
  readonly #decay: number;

  /** decay: 0 … 1; 1 − 1/n averages over about the last n updates. */
  constructor(source: Network, decay: number) {
    this.network = new Network(source.engine, source.architecture, { lastLayer: source.lastLayer });
    this.#source = source;
    this.#decay = decay;
  }

  /** Adds the source's parameters after update t, counted from 1. */
  update(t: number): void {
    const rate = Math.max(1 - this.#decay, 1 / t);
    for (const [name, average] of Object.entries(this.state)) {
      this.#source.engine.movingAverage(average, this.#source.params[name], rate);
    }
  }

  /** The averages, under the parameters' names. */
  get state(): Parameters {
    return this.network.params;
  }
}
