/** A narrower box, as a share of its height, is that of a one, which has no width to bring to another. */
const NARROW = { width: 9, height: 20 };

/** The weights of `columns` from number `first` on, of which one column of another width is the mean. */
interface Mean {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Brings the bounding box of a digit to a width of n pixels; its height stays, and a box narrower than 0.45 of its height stays
 * as it is (Meier, Cireşan, Gambardella and Schmidhuber, "Better digit recognition with a committee of simple neural nets",
 * ICDAR 2011, for n of 8 to 20). As MNIST places its digits, by whole pixels and by their mass, the centre of mass stays
 * where it was, but the whole box in the image. n: 1 … columns.
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

/** The box around the ink, and where the middle of its mass lies across, from the left edge of the image; width 0 for a blank one. */
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

/** n columns made of `width`: between two of them, and where they become fewer, by a triangle as wide as two of the new ones. */
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
