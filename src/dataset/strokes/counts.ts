/** How many built-in digits there are, unless a config takes fewer. */
export const STROKES = { train: 60_000, test: 10_000 };
