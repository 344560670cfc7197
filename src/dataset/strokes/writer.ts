import type { Random } from '../../random/random.js';
import { type Path, smooth } from './path.js';
import type { Skeleton } from './skeleton.js';

/** Writes a digit in a random way with random variations. */
export function write(ways: readonly Skeleton[], random: Random): Path {
  const { hands, joints } = choose(ways, random);
  const points = interpolated(hands, random);
  addTremor(points, random);
  distort(points, random);
  return smooth(points, joints);
}

function choose(ways: readonly Skeleton[], random: Random): Skeleton {
  let left = random.uniform() * ways.reduce((sum, { weight }) => sum + weight, 0);
  return ways.find(({ weight }) => (left -= weight) < 0) ?? ways[0];
}

/** Interpolates between two random hands, sometimes slightly beyond them. */
function interpolated(hands: readonly Float64Array[], random: Random): Float64Array {
  const one = hands[random.integer(hands.length)];
  const other = hands[random.integer(hands.length)];
  const t = 1.4 * random.uniform() - 0.2;
  return one.map((value, i) => value + t * (other[i] - value));
}

/** Adds tremor: each point's error is random plus 0.65 times the previous error. */
function addTremor(points: Float64Array, random: Random): void {
  let dx = 0;
  let dy = 0;
  for (let i = 0; i < points.length; i += 2) {
    points[i] += dx = 0.65 * dx + 6 * random.normal();
    points[i + 1] += dy = 0.65 * dy + 6 * random.normal();
  }
}

/** Distorts all points by one random quadratic map: curvature, width, slant and a rising line. */
function distort(points: Float64Array, random: Random): void {
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, () => 0.16 * random.normal());
  const width = Math.max(0.4, 1 + 0.2 * random.normal());
  const slant = 0.1 + 0.26 * random.normal();
  const rise = 0.12 * random.normal();
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] / 50 - 1;
    const y = points[i + 1] / 50 - 1;
    const u = width * (x + a * x * x + b * x * y + c * y * y);
    const v = y + d * x * x + e * x * y + f * y * y;
    points[i] = u - slant * v;
    points[i + 1] = v - rise * u;
  }
}
