/** Words, each on a cache line of its own as threads write them at the same time. Counts wrap around at 2³¹. */
const POSTED = 0;
const TAKEN = 16;
const DONE = 32;
const FAILED = 48;
const IS_OPEN = 64;
const CALLS_AT = 5 * 64;

const MAX_ARGUMENTS = 23;
const CALL_WORDS = MAX_ARGUMENTS + 1;

/**
 * Looks before going to sleep, some 0.5 ms: to wake a thread takes 50 µs and more, and a step of training has no longer
 * stretch without work to share.
 */
const LOOKS = 100_000;

export interface BoardPlace {
  readonly address: number;
  /** Calls there is room for at a time: a power of two, as their counts wrap around. */
  readonly room: number;
}

type Make = (kernel: number, args: readonly number[]) => void;

/**
 * A place in shared memory where one thread posts calls, a kernel's number and arguments each, and every thread takes the
 * next one that nobody has: a thread that is held up leaves what it has not begun to the others.
 */
export class Board {
  readonly #words: Int32Array;
  readonly #calls: Float64Array;
  readonly #room: number;

  constructor(memory: WebAssembly.Memory, { address, room }: BoardPlace) {
    this.#words = new Int32Array(memory.buffer, address, CALLS_AT / 4);
    this.#calls = new Float64Array(memory.buffer, address + CALLS_AT, room * CALL_WORDS);
    this.#room = room;
  }

  /** How many calls were posted so far. */
  get posted(): number {
    return Atomics.load(this.#words, POSTED);
  }

  /** Whether its worker has started to look. */
  get isOpen(): boolean {
    return Atomics.load(this.#words, IS_OPEN) === 1;
  }

  open(): void {
    Atomics.store(this.#words, IS_OPEN, 1);
  }

  /** All that was posted before must be done. */
  post(kernel: number, calls: readonly (readonly number[])[]): void {
    const posted = Atomics.load(this.#words, POSTED);
    for (const [i, args] of calls.entries()) this.#callAt(posted + i).set([kernel, ...args]);
    Atomics.add(this.#words, POSTED, calls.length);
    Atomics.notify(this.#words, POSTED);
  }

  /** Makes calls until none is left that nobody has taken. */
  work(make: Make): void {
    const words = this.#words;
    for (
      let call = Atomics.load(words, TAKEN);
      call !== Atomics.load(words, POSTED);
      call = Atomics.load(words, TAKEN)
    ) {
      if (Atomics.compareExchange(words, TAKEN, call, (call + 1) | 0) !== call) continue;
      const [kernel, ...args] = this.#callAt(call);
      try {
        make(kernel, args);
      } catch {
        Atomics.or(words, FAILED, 1 << (call & (this.#room - 1)));
      }
      Atomics.add(words, DONE, 1);
      Atomics.notify(words, DONE);
    }
  }

  /** Waits until what was posted is done; returns the calls of it that failed, each as kernel and arguments. */
  await(): number[][] {
    const posted = Atomics.load(this.#words, POSTED);
    for (let done = Atomics.load(this.#words, DONE); done !== posted; done = Atomics.load(this.#words, DONE)) {
      this.#waitWhile(DONE, done);
    }
    const failed = Atomics.exchange(this.#words, FAILED, 0);
    return failed === 0 ? [] : this.#callsOf(failed);
  }

  /** Sleeps until more is posted than was. */
  awaitMore(posted: number): void {
    this.#waitWhile(POSTED, posted);
  }

  /** Those whose bits are set, by their place. */
  #callsOf(bits: number): number[][] {
    const places = Array.from({ length: this.#room }, (_, place) => place);
    return places.filter((place) => bits & (1 << place)).map((place) => [...this.#callAt(place)]);
  }

  #callAt(call: number): Float64Array {
    const at = (call & (this.#room - 1)) * CALL_WORDS;
    return this.#calls.subarray(at, at + CALL_WORDS);
  }

  #waitWhile(counter: number, value: number): void {
    for (let look = 0; look < LOOKS; look++) if (Atomics.load(this.#words, counter) !== value) return;
    Atomics.wait(this.#words, counter, value);
  }
}

/** The memory that a board takes. */
export function boardBytes(room: number): number {
  return CALLS_AT + room * CALL_WORDS * 8;
}
