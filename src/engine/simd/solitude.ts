/** ms in which work is measured. */
const WINDOW = 4;
/** Operations between two looks at the clock, and vectors to multiply, a few tenths of a ms of them. */
const OPERATIONS = 32;
const WORK = 1_000_000;
/** Windows after a change: in the first one threads wake up, of the others the median counts, as one may be chance. */
const WINDOWS = 4;
/** Windows until the other way is tried again: at first, and at most. */
const SOON = 12;
const LATE = 200;

/**
 * Tells when the main thread does better alone. Threads that meet every few microseconds are fast as long as each has a
 * processor; when another process takes one away, all wait for the thread that lost it. Both ways are measured, the faster
 * one is kept, and the other one tried again now and then. Results are the same either way.
 */
export class Solitude {
  /** Whether to work alone. */
  isBetter = false;
  /** The work per ms of the last windows, together and alone. */
  readonly #rates: Readonly<Record<'together' | 'alone', number[]>> = { together: [], alone: [] };
  #operations = 0;
  #work = 0;
  #seen = 0;
  #began = Number.NaN;
  /** Windows from one trial to the next, and until the next. */
  #patience = SOON;
  #left = SOON;
  #isTrial = false;

  /** To be called after every operation, with how much work it was. */
  count(work: number): void {
    this.#work += work;
    if (++this.#operations < OPERATIONS && this.#work < this.#seen + WORK) return;
    this.#operations = 0;
    this.#seen = this.#work;
    const now = performance.now();
    const elapsed = now - this.#began; // NaN before the first window
    if (elapsed < WINDOW) return;
    if (elapsed >= WINDOW) this.#endWindow(this.#work / elapsed);
    this.#work = 0;
    this.#seen = 0;
    this.#began = now;
  }

  #endWindow(rate: number): void {
    const { together, alone } = this.#rates;
    const [rates, others] = this.isBetter ? [alone, together] : [together, alone];
    rates.push(rate);
    this.#left--;
    if (rates.length < WINDOWS) return;
    if (rates.length > WINDOWS) rates.shift();
    const isSlower = others.length > 0 && median(rates) < median(others);
    if (this.#isTrial) {
      this.#isTrial = false;
      this.#patience = isSlower ? Math.min(4 * this.#patience, LATE) : SOON;
      this.#left = this.#patience;
      if (isSlower) this.isBetter = !this.isBetter;
    } else if (isSlower || this.#left <= 0) {
      this.#isTrial = true;
      this.isBetter = !this.isBetter;
      others.length = 0;
    }
  }
}

/** Of all but the first. */
function median([, ...rates]: readonly number[]): number {
  return rates.sort((a, b) => a - b)[rates.length >> 1];
}
