/**
 * Shears a digit upright by slope = μ11 / μ02, the ratio of its second moments, so that x and y become uncorrelated.
 * to(x, y) = from(x + slope · (y − ȳ), y), interpolated between two pixels and rounded; pixels outside the image are blank. The
 * centre of mass does not move. An image with ink in a single row does not change.
 * to, from: [rows · columns]; the sums are exact for up to 64×64 pixels.
 */
export function deslant(to: Uint8Array, from: Uint8Array, columns: number): void {
  let [mass, massX, massY, massXY, massYY] = [0, 0, 0, 0, 0];
  for (let y = 0, at = 0; at < from.length; y++) {
    let row = 0;
    let rowX = 0;
    for (let x = 0; x < columns; x++, at++) {
      row += from[at];
      rowX += from[at] * x;
    }
    mass += row;
    massX += rowX;
    massY += row * y;
    massXY += rowX * y;
    massYY += row * y * y;
  }
  const extent = mass * massYY - massY * massY;
  if (extent === 0) {
    to.set(from);
    return;
  }
  const slope = (mass * massXY - massX * massY) / extent;
  const centre = massY / mass;
  for (let y = 0, at = 0; at < from.length; y++, at += columns) {
    const shift = slope * (y - centre);
    const whole = Math.floor(shift);
    const part = shift - whole;
    const start = Math.max(0, -1 - whole);
    const end = Math.min(columns, columns - whole);
    for (let x = start; x < end; x++) {
      const source = x + whole;
      const left = source < 0 ? 0 : from[at + source];
      const right = source + 1 < columns ? from[at + source + 1] : 0;
      to[at + x] = left * (1 - part) + right * part + 0.5;
    }
  }
}
