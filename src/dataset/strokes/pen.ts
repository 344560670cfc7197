import type { Random } from '../../random/random.js';
import { J } from './tune.js';
import type { Path } from './writer.js';

const box = 20;

/** Ink of a pen along the path, fitted into a 20 × 20 box keeping the aspect ratio, 0 … 255. */
export function ink(path: Path, random: Random, label: number): Float64Array {
  const radius = J.pen[label] * (J.thick0 + J.thick * (random.uniform() + random.uniform() * random.uniform() * 2.0));
  const soft = Math.max(0.6, J.soft + J.softv * random.normal());
  fit(path, radius);
  const depth = new Float64Array(box * box).fill(-9);
  for (let i = 1; i < path.x.length; i++) {
    if (path.down[i]) line(depth, path.x[i - 1], path.y[i - 1], path.x[i], path.y[i], radius, soft);
  }
  for (let i = 0; i < depth.length; i++) depth[i] = 255 * Math.min(1, J.gain * Math.max(0, 0.5 + depth[i] / soft));
  return depth;
}

function fit(path: Path, radius: number): void {
  const left = Math.min(...path.x);
  const top = Math.min(...path.y);
  const width = Math.max(...path.x) - left;
  const height = Math.max(...path.y) - top;
  const scale = (box - 2 * radius) / Math.max(width, height);
  const x0 = (box - scale * width) / 2;
  const y0 = (box - scale * height) / 2;
  for (let i = 0; i < path.x.length; i++) {
    path.x[i] = (path.x[i] - left) * scale + x0;
    path.y[i] = (path.y[i] - top) * scale + y0;
  }
}

/** depth = max(depth, radius − distance to the line) for every pixel centre that the line may reach. */
function line(depth: Float64Array, x0: number, y0: number, x1: number, y1: number, radius: number, soft: number): void {
  const reach = radius + soft / 2;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(box - 1, Math.floor(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(box - 1, Math.floor(Math.max(y0, y1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const square = dx * dx + dy * dy + 1e-12;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x0;
      const py = row + 0.5 - y0;
      const t = Math.min(1, Math.max(0, (px * dx + py * dy) / square));
      const ex = px - t * dx;
      const ey = py - t * dy;
      const d = radius - Math.sqrt(ex * ex + ey * ey);
      const at = row * box + column;
      if (d > depth[at]) depth[at] = d;
    }
  }
}
