/** Number of built-in digits, unless a config limits them. */
export const STROKES = { train: 60_000, test: 10_000 };
