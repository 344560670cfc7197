/** Rows and columns of an image of MNIST. */
export const size = 28;

/** Side of the box that MNIST fits its digits into. */
export const box = 20;

/** Side of the box in an image of another size, in proportion. */
export function boxOf(side: number): number {
  return Math.round((box * side) / size);
}

/** Where the mass of a square drawing lies, in pixels from its left and its top. */
export function centreOfMass(drawing: ArrayLike<number>, side: number): { x: number; y: number } {
  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = drawing[y * side + x];
      mass += value;
      massX += value * x;
      massY += value * y;
    }
  }
  return { x: massX / mass, y: massY / mass };
}

/**
 * Copies a drawing [box · box] into an image of zeros [side · side], shifted by whole pixels to put its centre of mass in
 * the middle: at side / 2 of both axes. In MNIST it lies at 14.0 ± 0.29.
 */
export function placeByMass(image: Uint8Array, drawing: Float64Array, side = size): void {
  const inner = boxOf(side);
  const { x, y } = centreOfMass(drawing, inner);
  /** The whole box must lie in the image. */
  const offset = (centre: number) => Math.min(side - inner, Math.max(0, Math.round(side / 2 - centre)));
  const [left, top] = [offset(x), offset(y)];
  image.fill(0);
  for (let y = 0; y < inner; y++) {
    for (let x = 0; x < inner; x++) image[(top + y) * side + left + x] = Math.round(drawing[y * inner + x]);
  }
}
