/** Rows and columns of an image. */
export const size = 28;

/** MNIST fits its digits into a box of this many pixels each way. */
export const box = 20;

/** Where MNIST puts the centre of mass: in the middle of this pixel of both axes (it means 14.0 ± 0.29 there). */
const middle = 14;

/** Sets the boxed drawing into an image of zeros, shifted by whole pixels so that its centre of mass is in the middle. */
export function placeByMass(image: Uint8Array, drawing: Float64Array): void {
  let mass = 0;
  let massX = 0;
  let massY = 0;
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) {
      const value = drawing[y * box + x];
      mass += value;
      massX += value * x;
      massY += value * y;
    }
  }
  const left = within(Math.round(middle - massX / mass));
  const top = within(Math.round(middle - massY / mass));
  image.fill(0);
  for (let y = 0; y < box; y++) {
    for (let x = 0; x < box; x++) image[(top + y) * size + left + x] = Math.round(drawing[y * box + x]);
  }
}

/** The whole box must lie in the image. */
function within(offset: number): number {
  return Math.min(size - box, Math.max(0, offset));
}
