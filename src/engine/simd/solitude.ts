/** ms in which work is measured. */
const WINDOW = 3;
/** Operations between two looks at the clock, and vectors to multiply, a few tenths of a ms of them. */
const OPERATIONS = 32;
const WORK = 1_000_000;
/** Windows of the other way in a trial, each between two of the present way. */
const TRIES = 5;
/** A trial ends early when the first two windows are this much slower. */
const HOPELESS = 0.7;
/** What working alone must gain: a little may be chance, and a processor that is really gone costs much more. */
const GAIN = 1.1;
/** Windows from one trial to the next: at first, and at most. */
const SOON = 8;
const LATE = 256;

/**
 * Tells when the main thread does better alone. Threads that meet every few microseconds are fast as long as each has a
 * processor; when another process takes one away, all wait for the thread that lost it. Now and then the other way is tried
 * for some windows, each compared with those before and after it, as the same work gets faster while code warms up. Results
 * are the same either way.
 */
export class Solitude {
  /** Whether to work alone. */
  isBetter = false;
  #operations = 0;
  #work = 0;
  #seen = 0;
  #began = Number.NaN;
  /** Work per ms in the last window of the present way, and of the other. */
  #present = Number.NaN;
  #other = 0;
  /** Of the running trial: how much faster the other way was. */
  #gains: number[] | undefined;
  #isOther = false;
  /** Windows from one trial to the next, and until the next. */
  #patience = SOON;
  #left = SOON;

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
    if (this.#isOther) {
      this.#other = rate;
      this.#change();
      return;
    }
    this.#gains?.push((2 * this.#other) / (this.#present + rate));
    this.#present = rate;
    this.#left--;
    if (this.#gains) {
      if (!isDecided(this.#gains)) this.#change();
      else this.#decide(this.#gains);
    } else if (this.#left <= 0 || rate < this.#other) {
      this.#gains = [];
      this.#change();
    }
  }

  #change(): void {
    this.isBetter = !this.isBetter;
    this.#isOther = !this.#isOther;
  }

  #decide(gains: readonly number[]): void {
    this.#gains = undefined;
    const isFaster = median(gains) > (this.isBetter ? 1 : GAIN);
    if (isFaster) {
      this.isBetter = !this.isBetter;
      [this.#present, this.#other] = [this.#other, this.#present];
    }
    this.#patience = isFaster ? SOON : Math.min(2 * this.#patience, LATE);
    this.#left = this.#patience;
  }
}

function isDecided(gains: readonly number[]): boolean {
  return gains.length === TRIES || (gains.length === 2 && gains.every((gain) => gain < HOPELESS));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
