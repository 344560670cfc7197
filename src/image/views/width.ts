/** A box with a smaller ratio of width to height belongs to a 1 and keeps its width. */
const NARROW = { width: 9, height: 20 };

/** One output column: a weighted mean of input columns from number `first` on. */
interface Mean {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Scales the bounding box of a digit to a width of n pixels and keeps its height. A box narrower than 0.45 of its height does
 * not change (Meier, Cireşan, Gambardella and Schmidhuber, "Better digit recognition with a committee of simple neural nets",
 * ICDAR 2011, n from 8 to 20). Like MNIST's digits, the result is placed by its centre of mass in whole pixels: the centre
 * does not move, unless the box would leave the image. n: 1 … columns.
 */
export function widthView(columns: number, n: number): (to: Uint8Array, from: Uint8Array) => void {
  const means = new Map<number, readonly Mean[]>();
  return (to, from) => {
    const { left, width, height, centre } = boxOf(from, columns);
    if (NARROW.height * width < NARROW.width * height) {
      to.set(from);
      return;
    }
    const placed = Math.round(centre - ((centre - left) * n) / width);
    const offset = Math.max(0, Math.min(columns - n, placed));
    let list = means.get(width);
    if (!list) means.set(width, (list = meansOf(width, n)));
    for (let row = 0; row < from.length; row += columns) {
      for (let x = 0; x < n; x++) {
        const { first, weights } = list[x];
        let sum = 0;
        for (let i = 0, at = row + left + first; i < weights.length; i++, at++) sum += weights[i] * from[at];
        to[row + offset + x] = sum + 0.5;
      }
    }
  };
}

/** The bounding box of the ink and its horizontal centre of mass; width 0 if the image is blank. */
function boxOf(from: Uint8Array, columns: number) {
  let [left, right, top, bottom] = [columns, -1, -1, -1];
  let [mass, massX] = [0, 0];
  for (let y = 0, at = 0; at < from.length; y++) {
    for (let x = 0; x < columns; x++, at++) {
      const ink = from[at];
      if (ink === 0) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (top < 0) top = y;
      bottom = y;
      mass += ink;
      massX += ink * x;
    }
  }
  if (mass === 0) return { left: 0, width: 0, height: 1, centre: 0 };
  return { left, width: right - left + 1, height: bottom - top + 1, centre: massX / mass + 0.5 };
}

/** Linear interpolation from `width` to n columns; when shrinking, a triangle filter two output columns wide. */
function meansOf(width: number, n: number): Mean[] {
  const scale = width / n;
  const reach = Math.max(1, scale);
  return Array.from({ length: n }, (_, x) => {
    const centre = (x + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const end = Math.min(width, Math.floor(centre + reach) + 1);
    const weights = Float64Array.from({ length: end - first }, (_, i) => 1 - Math.abs(first + i - centre) / reach);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
