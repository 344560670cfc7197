import type { Joint } from './skeleton.js';

export interface Path {
  readonly x: number[];
  readonly y: number[];
  /** Whether the pen is down on the way from the previous vertex. */
  readonly down: boolean[];
}

/** Line segments between two points of a skeleton; at 20 pixels per digit they look like a curve. */
const steps = 5;

/** Catmull–Rom splines through points x0, y0, x1, y1 …, interrupted at corners and where the pen is lifted. */
export function smooth(points: Float64Array, joints: readonly Joint[]): Path {
  const path: Path = { x: [points[0]], y: [points[1]], down: [false] };
  for (let i = 1; i < joints.length; i++) {
    const lift = joints[i] === 'lift';
    const first = i === 1 || joints[i - 1] !== 'smooth';
    const last = i === joints.length - 1 || joints[i] === 'corner' || joints[i + 1] === 'lift';
    const before = 2 * (first ? i - 1 : i - 2);
    const after = 2 * (last ? i : i + 1);
    const here = 2 * i;
    for (let step = lift ? steps : 1; step <= steps; step++) {
      const t = step / steps;
      path.x.push(spline(points[before], points[here - 2], points[here], points[after], t));
      path.y.push(spline(points[before + 1], points[here - 1], points[here + 1], points[after + 1], t));
      path.down.push(!lift);
    }
  }
  return path;
}

/**
 * Point on the spline from p1 to p2, for t in 0 … 1. Tangents are parallel to p0 p2 and p1 p3:
 * s = p1 + m1 t + b t² + a t³.
 */
function spline(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const m1 = (p2 - p0) / 2;
  const m2 = (p3 - p1) / 2;
  const a = m1 + m2 - 2 * (p2 - p1);
  const b = 3 * (p2 - p1) - 2 * m1 - m2;
  return ((a * t + b) * t + m1) * t + p1;
}
