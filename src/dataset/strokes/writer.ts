import type { Random } from '../../random/random.js';
import { CORNER, LIFT, type Skeleton, skeletons } from './skeletons.js';
import { J } from './tune.js';

/** A polyline the pen follows. */
export interface Path {
  readonly x: number[];
  readonly y: number[];
  /** Whether the pen is down on the way from the point before. */
  readonly down: boolean[];
}

/** Writes a digit by a random hand: chooses a skeleton, mixes its hands, bends and slants the result. */
export function write(digit: number, random: Random): Path {
  const { hands, joints } = choose(skeletons[digit], random);
  const points = mix(hands, random);
  bend(points, random);
  return smooth(points, joints, 1);
}

function choose(forms: readonly Skeleton[], random: Random): Skeleton {
  let left = random.uniform() * forms.reduce((sum, form) => sum + form.weight, 0);
  return forms.find((form) => (left -= form.weight) < 0) ?? forms[0];
}

/** Somewhere on the line through two random hands, a little beyond them at times, with a tremor on each point. */
function mix(hands: readonly Float64Array[], random: Random): Float64Array {
  const one = hands[random.integer(hands.length)];
  const other = hands[random.integer(hands.length)];
  const t = J.beyond * (random.uniform() - 0.5) + 0.5;
  const drift = [0, 0];
  return one.map((value, i) => {
    drift[i % 2] = J.rho * drift[i % 2] + J.tremor * random.normal();
    return value + t * (other[i] - value) + drift[i % 2];
  });
}

/** One quadratic map of the plane for all points: slant, width, rotation and a curvature that keeps junctions joined. */
function bend(points: Float64Array, random: Random): void {
  const slant = J.slant0 + J.slant * random.normal();
  const width = 1 + J.aspect * random.normal();
  const wide = Math.max(0.4, width);
  const shear = J.shear * random.normal();
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => J.warp * random.normal());
  const f = J.balance * random.normal();
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] / 50 - 1;
    const y = points[i + 1] / 50 - 1;
    const u = wide * (x + a * x * x + b * x * y + c * y * y);
    const v = y + d * x * x + e * x * y + f * y * y;
    points[i] = u - slant * v;
    points[i + 1] = v + shear * u;
  }
}

/** Cardinal splines through the points, broken at the joints. */
function smooth(points: Float64Array, joints: Uint8Array, tension: number): Path {
  const path: Path = { x: [points[0]], y: [points[1]], down: [false] };
  const last = joints.length - 1;
  const steps = 5;
  for (let i = 1; i <= last; i++) {
    if (joints[i] === LIFT) {
      path.x.push(points[2 * i]);
      path.y.push(points[2 * i + 1]);
      path.down.push(false);
      continue;
    }
    const before = i - 1 === 0 || joints[i - 1] !== 0 ? i - 1 : i - 2;
    const after = i === last || joints[i] === CORNER || joints[i + 1] === LIFT ? i : i + 1;
    for (let step = 1; step <= steps; step++) {
      const t = step / steps;
      path.x.push(cardinal(points[2 * before], points[2 * i - 2], points[2 * i], points[2 * after], t, tension));
      path.y.push(
        cardinal(points[2 * before + 1], points[2 * i - 1], points[2 * i + 1], points[2 * after + 1], t, tension),
      );
      path.down.push(true);
    }
  }
  return path;
}

/** Hermite curve from p1 to p2 at t of 0 … 1, with tangents along their neighbours. */
function cardinal(p0: number, p1: number, p2: number, p3: number, t: number, tension: number): number {
  const m1 = (tension * (p2 - p0)) / 2;
  const m2 = (tension * (p3 - p1)) / 2;
  const a = 2 * (p1 - p2) + m1 + m2;
  const b = 3 * (p2 - p1) - 2 * m1 - m2;
  return ((a * t + b) * t + m1) * t + p1;
}
