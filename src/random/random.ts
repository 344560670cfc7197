/** What initialisation, sampling and the built-in digits need from a source of random numbers. */
export interface Random {
  /** The next float of [0, 1), with 53 random bits. */
  uniform(): number;
  /** The next draw from the standard normal distribution. */
  normal(): number;
  /** The next integer of 0 … n − 1, each equally likely; n ≥ 1. */
  integer(n: number): number;
}

/** Where a generator stands, as plain numbers: all that decides what it draws next. */
export interface RandomState {
  readonly words: readonly number[];
  /** The second of a pair of normals, not yet drawn. */
  readonly kept: number | null;
}

/** A generator that can be put back to where it stood, or another one of the same kind and seed did. */
export interface ResumableRandom extends Random {
  /** Setting it throws a RangeError for what cannot be a state of this kind. */
  state: RandomState;
}

/** A float of [0, 1) from two 32-bit words: 27 bits of one and 26 of the other, as NumPy and most others make it. */
export function uniformFrom(first: number, second: number): number {
  return ((first >>> 5) * 67108864 + (second >>> 6)) / 9007199254740992;
}

/**
 * An integer of 0 … n − 1 from 32-bit words: mask to the next power of two and draw again while too large, so that
 * none is favoured. NumPy's legacy generator does the same, which lets `choice` and `shuffle` replay it.
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

/** Fisher–Yates from the last place to the first, in place: the order of `np.random.shuffle`. */
export function shuffle(items: { length: number; [index: number]: number }, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const item = items[i];
    items[i] = items[j];
    items[j] = item;
  }
}
