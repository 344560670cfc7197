/** Length of a measurement window in ms. */
const WINDOW_MS = 3;
/** Operations, and work in vector multiplications (some tenths of a ms), between two readings of the clock. */
const OPERATIONS_PER_READING = 32;
const WORK_PER_READING = 1_000_000;
/** Windows of the other mode in a trial. Each is followed by a window of the current mode. */
const TRIAL_WINDOWS = 5;
/** A trial ends early if the other mode has less than this fraction of the current speed. */
const GIVE_UP_BELOW = 0.6;
/** Speed-up needed to switch to one thread. A smaller one may be chance, and losing a processor by mistake costs more. */
const MIN_GAIN = 1.1;
/** Slow windows in a row that cause a trial; one alone may be the host's doing. */
const SLOW_WINDOWS = 3;
/** Windows before the first trial. */
const FIRST_WAIT = 2;
/** Windows between two trials: the fewest, also after a change of mode, and the most. */
const MIN_WAIT = 8;
const MAX_WAIT = 256;

/**
 * Decides whether the main thread works alone or with its workers. Threads that synchronise every few microseconds are fast
 * while each has a processor; a descheduled thread makes all others wait. So the other mode is tried now and then. In a
 * trial, windows of both modes alternate, because code gets faster while it warms up. Results are the same in both modes.
 */
export class SoloTuner {
  /** Whether the main thread should work alone. */
  isAlone = false;
  #operations = 0;
  #work = 0;
  #workAtReading = 0;
  #windowStart = Number.NaN;
  /** Measurements of the last trial: the other mode, and the current mode in between. */
  #other: Measured = NOTHING;
  #current: Measured = NOTHING;
  /** Windows of the other mode so far in this trial. */
  #trialWindows = 0;
  #isInOtherMode = false;
  #slowWindows = 0;
  /** Windows between two trials, and windows left until the next trial. */
  #wait = MIN_WAIT;
  #waitLeft = FIRST_WAIT;

  /** Call this after every operation, with its work. */
  count(work: number): void {
    this.#work += work;
    if (++this.#operations < OPERATIONS_PER_READING && this.#work < this.#workAtReading + WORK_PER_READING) return;
    this.#operations = 0;
    this.#workAtReading = this.#work;
    const now = performance.now();
    const ms = now - this.#windowStart; // NaN until the first window starts
    if (ms < WINDOW_MS) return;
    if (ms >= WINDOW_MS) this.#endWindow({ work: this.#work, ms });
    this.#work = 0;
    this.#workAtReading = 0;
    this.#windowStart = now;
  }

  #endWindow(window: Measured): void {
    if (this.#isInOtherMode) {
      this.#other = sum(this.#other, window);
      this.#trialWindows++;
      this.#switchMode();
      return;
    }
    this.#waitLeft--;
    if (this.#trialWindows > 0) {
      this.#current = sum(this.#current, window);
      const gain = rate(this.#other) / rate(this.#current);
      if (this.#trialWindows === TRIAL_WINDOWS || gain < GIVE_UP_BELOW) this.#decide(gain);
      else this.#switchMode();
    } else if (this.#waitLeft <= 0 || this.#isSlow(window)) {
      this.#current = NOTHING;
      this.#other = NOTHING;
      this.#slowWindows = 0;
      this.#switchMode();
    }
  }

  /** Whether the last windows were all slower than the other mode was in its trial. */
  #isSlow(window: Measured): boolean {
    this.#slowWindows = rate(window) < rate(this.#other) ? this.#slowWindows + 1 : 0;
    return this.#slowWindows === SLOW_WINDOWS;
  }

  #switchMode(): void {
    this.isAlone = !this.isAlone;
    this.#isInOtherMode = !this.#isInOtherMode;
  }

  #decide(gain: number): void {
    this.#trialWindows = 0;
    const isFaster = gain > (this.isAlone ? 1 : MIN_GAIN);
    if (isFaster) {
      this.isAlone = !this.isAlone;
      this.#other = this.#current;
    }
    this.#wait = isFaster ? MIN_WAIT : Math.min(2 * this.#wait, MAX_WAIT);
    this.#waitLeft = this.#wait;
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

/** Work per ms; 0 if nothing was measured. */
function rate({ work, ms }: Measured): number {
  return ms === 0 ? 0 : work / ms;
}
