/** Rows and columns of an MNIST image. */
export const size = 28;

/** Side of the box into which MNIST scales its digits. */
export const box = 20;

/** Side of the box for another image size, in proportion. */
export function boxOf(side: number): number {
  return Math.round((box * side) / size);
}

/** Centre of mass of a square drawing, in pixels from its left and top. */
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
 * Copies a drawing [box · box] into an image [side · side]. Shifts it by whole pixels so that its centre of mass is in the
 * middle, at side / 2 on both axes. In MNIST the centre of mass is at 14.0 ± 0.29.
 */
export function placeByMass(image: Uint8Array, drawing: Float64Array, side = size): void {
  const inner = boxOf(side);
  const { x, y } = centreOfMass(drawing, inner);
  // The whole box must fit into the image.
  const offset = (centre: number) => Math.min(side - inner, Math.max(0, Math.round(side / 2 - centre)));
  const [left, top] = [offset(x), offset(y)];
  image.fill(0);
  for (let y = 0; y < inner; y++) {
    for (let x = 0; x < inner; x++) image[(top + y) * side + left + x] = Math.round(drawing[y * inner + x]);
  }
}
