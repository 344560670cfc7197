/** A source of random numbers for initial weights, sampling and the built-in digits. */
export interface Random {
  /** A float in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
  /** An integer in 0 … n − 1, each equally likely; n ≥ 1. */
  integer(n: number): number;
}

/** The complete state of a generator as plain numbers; it determines all later draws. */
export interface RandomState {
  readonly words: readonly number[];
  /** The second number of a pair of normals, if it has not been returned yet. */
  readonly kept: number | null;
}

/** A generator whose state can be saved and restored. */
export interface ResumableRandom extends Random {
  /** The setter throws a RangeError if the value is not a state of this kind of generator. */
  state: RandomState;
}

/** A float in [0, 1) from two 32-bit words: 27 bits of the first and 26 of the second, as in NumPy. */
export function uniformFrom(first: number, second: number): number {
  return ((first >>> 5) * 67108864 + (second >>> 6)) / 9007199254740992;
}

/**
 * An integer in 0 … n − 1 from 32-bit words. Masks each word to the next power of two and rejects values that are too
 * large, so all integers are equally likely. NumPy's legacy generator does the same, so `choice` and `shuffle` can be
 * replayed.
 */
export function maskedInteger(nextUint32: () => number, n: number): number {
  const max = n - 1;
  if (max === 0) return 0;
  const mask = 0xffffffff >>> Math.clz32(max);
  for (;;) {
    const value = (nextUint32() & mask) >>> 0;
    if (value <= max) return value;
  }
}

/** Fisher–Yates shuffle in place, from the last element to the first, as `np.random.shuffle` does it. */
export function shuffle(items: { length: number; [index: number]: number }, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}
