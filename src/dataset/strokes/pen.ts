import { box } from '../../image/mass.js';
import type { Random } from '../../random/random.js';
import type { Path } from './path.js';

/** Draws a path with a random pen of relative width `pen`; returns the ink, 0 … 255, fitted into the box. */
export function ink(path: Path, pen: number, random: Random): Float64Array {
  // MNIST's strokes are 1.6 to 4 pixels wide, rarely thick; their edges fade from black to white within about a pixel.
  const radius = pen * (0.62 + 0.65 * (random.uniform() + 2 * random.uniform() * random.uniform()));
  const edge = Math.max(0.6, 1 + 0.15 * random.normal());
  const { x, y } = fitted(path, radius);
  const depth = new Float64Array(box * box).fill(-edge);
  for (let i = 1; i < x.length; i++) {
    if (path.down[i]) line(depth, x[i - 1], y[i - 1], x[i], y[i], radius, radius + edge / 2);
  }
  for (let i = 0; i < depth.length; i++) depth[i] = 255 * Math.min(1, 1.15 * Math.max(0, 0.5 + depth[i] / edge));
  return depth;
}

/** Scales and centres the path so that it fills the box, keeping its aspect ratio and room for the pen. */
function fitted(path: Path, radius: number): { x: number[]; y: number[] } {
  const left = Math.min(...path.x);
  const top = Math.min(...path.y);
  const width = Math.max(...path.x) - left;
  const height = Math.max(...path.y) - top;
  const scale = (box - 2 * radius) / Math.max(width, height);
  return {
    x: path.x.map((x) => box / 2 + scale * (x - left - width / 2)),
    y: path.y.map((y) => box / 2 + scale * (y - top - height / 2)),
  };
}

/** depth = max(depth, radius − distance from the line to the pixel's centre), for pixels within `reach`. */
function line(
  depth: Float64Array,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  radius: number,
  reach: number,
): void {
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(box - 1, Math.floor(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(box - 1, Math.floor(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const perSquare = 1 / Math.max(1e-9, dx * dx + dy * dy);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const x = column + 0.5 - x0;
      const y = row + 0.5 - y0;
      const t = Math.min(1, Math.max(0, (x * dx + y * dy) * perSquare));
      const ex = x - t * dx;
      const ey = y - t * dy;
      const d = radius - Math.sqrt(ex * ex + ey * ey);
      const at = row * box + column;
      if (d > depth[at]) depth[at] = d;
    }
  }
}
