/** The Philox streams, one for each purpose. These numbers decide results: changing one changes models. */
export const STREAMS = {
  init: 1,
  batches: 2,
  /** Which elements gradcheck looks at. */
  checkedElements: 3,
  /** The order of images that come from a folder. */
  folder: 4,
  /** The first dropout layer; the second has the next stream, and so on. */
  dropout: 16,
  /** The built-in digits: `TRAI` and `TEST` in ASCII. */
  strokes: { train: 0x54524149, test: 0x54455354 },
} as const;

/** Sets of images that are distorted: copies of different sets draw from different random numbers. */
export const DISTORTED_SETS = { training: 0, test: 1 } as const;
