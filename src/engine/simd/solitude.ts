import { cpus } from 'node:os';

/** ms between looks at whether other processes are in the way. */
const LOOK_EVERY = 20;
/** Operations between looks at the clock. */
const OPERATIONS = 64;
/** In such a time: ms of waiting for other threads, and times that a thread's processor was taken away, which are too much. */
const MOST_LOST = 5;
const MOST_SWITCHES = 60;
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
  #isOn = false;
  #end = Number.NEGATIVE_INFINITY;
  #length = SHORT;
  #idleBefore = 0;
  #operations = 0;
  #lookedAt = 0;
  #switches = switches();
  #lost = 0;

  /** Whether to work alone; to be asked before every operation. */
  isBetter(): boolean {
    if (this.#isOn) return !this.#isOver();
    if (++this.#operations % OPERATIONS !== 0) return false;
    const now = performance.now();
    const elapsed = now - this.#lookedAt;
    if (elapsed < LOOK_EVERY) return false;
    const before = this.#switches;
    this.#switches = switches();
    const isCrowded = this.#lost > MOST_LOST || this.#switches - before > (MOST_SWITCHES * elapsed) / LOOK_EVERY;
    this.#lookedAt = now;
    this.#lost = 0;
    if (isCrowded) this.#begin(now);
    return isCrowded;
  }

  /** To be told of ms of waiting for other threads. */
  add(lost: number): void {
    this.#lost += lost;
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
    this.#switches = switches();
    return true;
  }
}

/** How often a thread of this process had to leave its processor to another one so far; 0 where the system does not tell. */
function switches(): number {
  return process.resourceUsage().involuntaryContextSwitches;
}

/** ms that all processors were idle so far. */
function idleTime(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}
