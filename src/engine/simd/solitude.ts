/** Length of a measurement in ms. */
const WINDOW = 3;
/** Look at the clock after so many operations, or so many multiplied vectors (a few tenths of a ms). */
const OPERATIONS = 32;
const WORK = 1_000_000;
/** Windows of the other way in a trial, with one of the present way after each. */
const TRIES = 5;
/** Ends a trial early: the other way is this much slower. */
const HOPELESS = 0.6;
/** The least gain for which to work alone. A smaller one may be chance; a missing processor costs much more. */
const GAIN = 1.1;
/** Windows before the first trial, and between two: after a change, and at most. */
const FIRST = 2;
const SOON = 8;
const LATE = 256;

/**
 * Decides whether the main thread works alone. Threads that meet every few microseconds are fast while each has a processor;
 * when another process takes one, all wait for the descheduled thread. Now and then the other way is tried. Its windows
 * alternate with windows of the present way, because the same work gets faster while code warms up. Results are the same
 * either way.
 */
export class Solitude {
  /** Whether to work alone. */
  isBetter = false;
  #operations = 0;
  #work = 0;
  #seen = 0;
  #began = Number.NaN;
  /** What the last trial has measured of the other way, and of the present way between. */
  #other: Measured = NOTHING;
  #between: Measured = NOTHING;
  /** Windows of the other way in the running trial. */
  #tries = 0;
  #isOther = false;
  /** Windows from one trial to the next, and until the next. */
  #patience = SOON;
  #left = FIRST;

  /** Call after every operation, with its work. */
  count(work: number): void {
    this.#work += work;
    if (++this.#operations < OPERATIONS && this.#work < this.#seen + WORK) return;
    this.#operations = 0;
    this.#seen = this.#work;
    const now = performance.now();
    const ms = now - this.#began; // NaN before the first window
    if (ms < WINDOW) return;
    if (ms >= WINDOW) this.#endWindow({ work: this.#work, ms });
    this.#work = 0;
    this.#seen = 0;
    this.#began = now;
  }

  #endWindow(window: Measured): void {
    if (this.#isOther) {
      this.#other = sum(this.#other, window);
      this.#tries++;
      this.#change();
      return;
    }
    this.#left--;
    if (this.#tries > 0) {
      this.#between = sum(this.#between, window);
      const gain = rate(this.#other) / rate(this.#between);
      if (this.#tries === TRIES || gain < HOPELESS) this.#decide(gain);
      else this.#change();
    } else if (this.#left <= 0 || rate(window) < rate(this.#other)) {
      this.#between = NOTHING;
      this.#other = NOTHING;
      this.#change();
    }
  }

  #change(): void {
    this.isBetter = !this.isBetter;
    this.#isOther = !this.#isOther;
  }

  #decide(gain: number): void {
    this.#tries = 0;
    const isFaster = gain > (this.isBetter ? 1 : GAIN);
    if (isFaster) {
      this.isBetter = !this.isBetter;
      this.#other = this.#between;
    }
    this.#patience = isFaster ? SOON : Math.min(2 * this.#patience, LATE);
    this.#left = this.#patience;
  }
}

interface Measured {
  readonly work: number;
  readonly ms: number;
}

const NOTHING: Measured = { work: 0, ms: 0 };

function sum(a: Measured, b: Measured): Measured {
  return { work: a.work + b.work, ms: a.ms + b.ms };
}

/** Work per ms, 0 where nothing was measured. */
function rate({ work, ms }: Measured): number {
  return ms === 0 ? 0 : work / ms;
}
