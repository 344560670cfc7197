/** A mailbox: two cache lines of words, so that its sides do not share one, then a call. */
const CALL_AT = 128;
const MAX_ARGUMENTS = 23;
export const MAILBOX_BYTES = CALL_AT + (MAX_ARGUMENTS + 1) * 8;

/**
 * Words: calls posted, whether the poster sleeps; calls done and one more, whether the worker sleeps, whether the last
 * failed. Both counts wrap around at 2³¹.
 */
const POSTED = 0;
const POSTER_SLEEPS = 1;
const DONE = 16;
const WORKER_SLEEPS = 17;
const FAILED = 18;

/** Looks before going to sleep, some 50 µs: to wake a thread takes as long. */
const LOOKS = 10_000;

/** A place in shared memory where one thread leaves a call, a kernel's number and arguments, for another to make. */
export class Mailbox {
  readonly #words: Int32Array;
  readonly #call: Float64Array;

  constructor(memory: WebAssembly.Memory, address: number) {
    this.#words = new Int32Array(memory.buffer, address, CALL_AT / 4);
    this.#call = new Float64Array(memory.buffer, address + CALL_AT, MAX_ARGUMENTS + 1);
  }

  /** Whether the worker has started to look. */
  get isOpen(): boolean {
    return Atomics.load(this.#words, DONE) !== 0;
  }

  post(kernel: number, args: readonly number[]): void {
    this.#call[0] = kernel;
    this.#call.set(args, 1);
    this.#advance(POSTED, WORKER_SLEEPS);
  }

  /** Waits until what was posted is done; false if it failed. */
  await(): boolean {
    const posted = Atomics.load(this.#words, POSTED);
    this.#waitUntil(DONE, (posted + 1) | 0, POSTER_SLEEPS);
    return Atomics.exchange(this.#words, FAILED, 0) === 0;
  }

  /** The worker's side: makes every call that is posted, for ever. */
  serve(make: (kernel: number, args: Float64Array) => void): never {
    for (let calls = 1; ; calls = (calls + 1) | 0) {
      this.#advance(DONE, POSTER_SLEEPS);
      this.#waitUntil(POSTED, calls, WORKER_SLEEPS);
      try {
        make(this.#call[0], this.#call.subarray(1));
      } catch {
        Atomics.store(this.#words, FAILED, 1);
      }
    }
  }

  #advance(counter: number, otherSleeps: number): void {
    Atomics.add(this.#words, counter, 1);
    if (Atomics.load(this.#words, otherSleeps) === 1) Atomics.notify(this.#words, counter);
  }

  #waitUntil(counter: number, target: number, sleeps: number): void {
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(this.#words, counter) === target) return;
    Atomics.store(this.#words, sleeps, 1);
    while (Atomics.load(this.#words, counter) !== target) Atomics.wait(this.#words, counter, (target - 1) | 0);
    Atomics.store(this.#words, sleeps, 0);
  }
}
