export interface Digit {
  /** Width of its strokes against those of the average digit. */
  readonly pen: number;
  readonly ways: readonly Skeleton[];
}

/**
 * One way of writing a digit. All its hands have the same number of points, so that whatever lies between two of them
 * is a hand too: a table of a few extremes stands for every writer among them.
 */
export interface Skeleton {
  /** How often this way is chosen, against the others of its digit. */
  readonly weight: number;
  /** Points x0, y0, x1, y1 … of each hand, in a box about 100 high, y downwards. */
  readonly hands: readonly Float64Array[];
  readonly joints: readonly Joint[];
}

/** A corner is turned sharply; a lift means that the pen was off the paper on the way to the point. */
export type Joint = 'smooth' | 'corner' | 'lift';

/**
 * Reads ways of writing a digit, a hand a line; the first hand of a way stands behind its weight. A hand is points `x,y`:
 * `x,y!` is a corner, and `/x,y` is where the pen comes down again.
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
