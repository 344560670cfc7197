/** A loss so many times that of the start, or of chance, has left the path. Healthy runs stay below 1.3 times. */
const DEPARTURE = 1.5;
/** Weight of the newest loss in the running mean. */
const NEWEST = 0.02;
/** Losses before the running mean counts: the mean of fewer may be low by chance. */
const FIRST = 25;

/** Follows the losses of a run, one after the other. */
export class LossPath {
  /** The first loss above the limit, counted from 1. */
  departedAt: number | null = null;
  /** The lowest running mean of the losses. */
  lowest = Number.POSITIVE_INFINITY;
  readonly #limit: number;
  #count = 0;
  #mean = 0;

  /** start: the loss before the first update; chance: that of a net that says the same of every image. */
  constructor(start: number, chance: number) {
    this.#limit = DEPARTURE * Math.max(start, chance);
  }

  add(loss: number): void {
    this.#count++;
    this.#mean += Math.max(NEWEST, 1 / this.#count) * (loss - this.#mean);
    if (this.#count >= FIRST || this.#count === 1) this.lowest = Math.min(this.lowest, this.#mean);
    if (loss > this.#limit) this.departedAt ??= this.#count;
  }

  /** The running mean of the losses, the newest ones weighing most. */
  get recent(): number {
    return this.#mean;
  }
}
