/** Limit of the losses, as a multiple of the loss at the start or of guessing. Healthy runs stay below 1.3 times. */
const DEPARTURE = 1.5;
/** Weight of the newest loss in the moving average. */
const NEWEST = 0.02;
/** Number of losses before the lowest average counts: an average of fewer may be low by chance. */
const FIRST = 25;

/** Follows the losses of a run. */
export class LossPath {
  /** The first loss above the limit, counted from 1. */
  departedAt: number | null = null;
  /** The lowest moving average of the losses. */
  lowest = Number.POSITIVE_INFINITY;
  readonly #limit: number;
  #count = 0;
  #mean = 0;

  /** start: the loss before the first update; chance: the loss of guessing. */
  constructor(start: number, chance: number) {
    this.#limit = DEPARTURE * Math.max(start, chance);
  }

  add(loss: number): void {
    this.#count++;
    this.#mean += Math.max(NEWEST, 1 / this.#count) * (loss - this.#mean);
    if (this.#count >= FIRST || this.#count === 1) this.lowest = Math.min(this.lowest, this.#mean);
    if (loss > this.#limit) this.departedAt ??= this.#count;
  }

  /** The moving average of the losses. */
  get recent(): number {
    return this.#mean;
  }
}
