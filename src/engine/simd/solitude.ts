import os from 'node:os';

/** ms between looks at whether other processes are in the way, and operations between looks at the clock. */
const LOOK_EVERY = 20;
const OPERATIONS = 64;
/**
 * The part of their processors that threads which all compute, or look out for work, have at least. Two threads and another
 * process on two processors have about two thirds, files, garbage and compilation take some now and then.
 */
const USUAL = 0.8;
/** ms to stay alone at first, when it soon happens again, and at most. */
const SHORT = 10;
const LONG = 100;
const LONGEST = 1600;
/** ms after which it does not happen "again". */
const SOON = 500;
/** The part of a processor that must have been idle meanwhile; the system counts in steps of 10 ms. */
const ENOUGH_IDLE = 0.6;

/**
 * Tells when the main thread does better alone. Threads that meet every few microseconds are fast as long as each has a
 * processor; when another process takes one away, all wait for the thread that lost it. Then the others sleep, until one
 * processor more than the main thread's has been idle for a while.
 */
export class Solitude {
  readonly #threads: number;
  #isOn = false;
  #end = Number.NEGATIVE_INFINITY;
  #length = SHORT;
  #idleBefore = 0;
  #operations = 0;
  #lookedAt = 0;
  #usedBefore = 0;
  #wasShort = false;

  constructor(threads: number) {
    this.#threads = threads;
  }

  /** Whether to work alone; to be asked before every operation. */
  isBetter(): boolean {
    if (this.#isOn) return !this.#isOver();
    if (++this.#operations % OPERATIONS !== 0) return false;
    const now = performance.now();
    const elapsed = now - this.#lookedAt;
    if (elapsed < LOOK_EVERY) return false;
    const used = usedTime();
    // after a pause in which there was nothing to do, nothing can be told
    const isShort = elapsed < 2 * LOOK_EVERY && used - this.#usedBefore < USUAL * this.#threads * elapsed;
    const isCrowded = isShort && this.#wasShort; // once may be chance
    this.#wasShort = isShort;
    this.#lookedAt = now;
    this.#usedBefore = used;
    if (isCrowded) this.#begin(now);
    return isCrowded;
  }

  #begin(now: number): void {
    if (now - this.#end > SOON) this.#length = SHORT;
    else this.#length = this.#length === SHORT ? LONG : Math.min(2 * this.#length, LONGEST);
    this.#end = now + this.#length;
    this.#isOn = true;
    if (this.#length >= LONG) this.#idleBefore = idleTime();
  }

  #isOver(): boolean {
    const now = performance.now();
    if (now < this.#end) return false;
    if (this.#length >= LONG && (idleTime() - this.#idleBefore) / this.#length < ENOUGH_IDLE) {
      this.#begin(now);
      return false;
    }
    this.#isOn = false;
    this.#lookedAt = now;
    this.#usedBefore = usedTime();
    return true;
  }
}

/** ms of processors that this process has used so far. */
function usedTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** ms that all processors were idle so far. */
function idleTime(): number {
  return os.cpus().reduce((sum, { times }) => sum + times.idle, 0);
}
