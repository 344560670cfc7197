/** Philox stream numbers, one for each purpose. Changing a number changes the trained models. */
export const STREAMS = {
  init: 1,
  batches: 2,
  /** Selects the elements that gradcheck compares. */
  checkedElements: 3,
  /** Shuffles images read from a folder. */
  folder: 4,
  /** Stream of the first dropout layer; the second uses 17, and so on. */
  dropout: 16,
  /** The built-in digits; the numbers spell `TRAI` and `TEST` in ASCII. */
  strokes: { train: 0x54524149, test: 0x54455354 },
} as const;

/** Numbers of the image sets that are distorted. Copies in different sets use different random numbers. */
export const DISTORTED_SETS = { training: 0, test: 1 } as const;
