const box = 20;
const size = 28;

/** Copies a 20 × 20 drawing into a 28 × 28 image so that its centre of mass comes to lie on pixel (14, 14), as MNIST does. */
export function placeByMass(image: Uint8Array, drawing: Float64Array): void {
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  for (let row = 0; row < box; row++) {
    for (let column = 0; column < box; column++) {
      const value = drawing[row * box + column];
      mass += value;
      sumX += value * column;
      sumY += value * row;
    }
  }
  const left = inside(Math.round(14 - sumX / mass));
  const top = inside(Math.round(14 - sumY / mass));
  image.fill(0);
  for (let row = 0; row < box; row++) {
    for (let column = 0; column < box; column++) {
      image[(top + row) * size + left + column] = Math.round(drawing[row * box + column]);
    }
  }
}

function inside(offset: number): number {
  return Math.min(size - box, Math.max(0, offset));
}
