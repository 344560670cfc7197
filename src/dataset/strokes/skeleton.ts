export interface Digit {
  /** Stroke width relative to the average digit. */
  readonly pen: number;
  readonly ways: readonly Skeleton[];
}

/**
 * One way of writing a digit, with some examples by different hands. All have the same number of points, so interpolating
 * between two of them gives another plausible one.
 */
export interface Skeleton {
  /** Relative frequency among the ways of the same digit. */
  readonly weight: number;
  /** Points x0, y0, x1, y1 … of each hand, in a box about 100 high, with y pointing down. */
  readonly hands: readonly Float64Array[];
  readonly joints: readonly Joint[];
}

/** Type of a point: on a smooth curve, at a sharp corner, or reached with the pen lifted. */
export type Joint = 'smooth' | 'corner' | 'lift';

/**
 * Parses ways of writing a digit. Each line is a hand; the first hand of a way follows its weight and a colon. Points are
 * `x,y`; `x,y!` is a corner; `/x,y` is reached with the pen lifted.
 */
export function ways(text: string): Skeleton[] {
  const entries = text.split(/\n\s*(?=\S+: )/).slice(1);
  return entries.map((entry) => {
    const [weight, ...hands] = entry.trim().split(/: |\n\s*/);
    return {
      weight: Number(weight),
      hands: hands.map((hand) => Float64Array.from(hand.match(/-?\d+/g) ?? [], Number)),
      joints: hands[0].split(' ').map(jointAt),
    };
  });
}

function jointAt(point: string): Joint {
  return point[0] === '/' ? 'lift' : point.endsWith('!') ? 'corner' : 'smooth';
}
