import type { Piece } from './pieces.js';

/** With less ink than this share of the largest piece's, one is a speck of dust; a loose stroke of a digit has more. */
const SPECK = 0.02;

/** Along this share of an edge of the picture lies a strip of desk, or a frame. */
const ALONG = 0.5;

/** It has at most so many times the ink of the digit. */
const EDGE = 20;

/** A piece further from the main one than this share of its longer side is another thing. So are 3 in 10,000 of MNIST. */
const FAR = 0.25;

/** As is one beside it that is as tall as this share of it: again 3 in 10,000. */
const TALL = 0.5;

/** A thing worth a remark has this share of the main one's ink. */
const THING = 0.1;

/**
 * The pieces of the main thing, the pieces of everything that is ink, and how many other things there are. isOne: whether
 * the main thing is one digit; else it is everything but what lies along an edge.
 */
export function parted(
  pieces: readonly Piece[],
  width: number,
  height: number,
  isOne: boolean,
): { main: readonly Piece[]; all: readonly Piece[]; others: number } {
  const isStrip = ({ left, top, right, bottom }: Piece) =>
    ((left === 0 || right === width - 1) && bottom - top + 1 >= ALONG * height) ||
    ((top === 0 || bottom === height - 1) && right - left + 1 >= ALONG * width);
  const heaviest = (some: readonly Piece[]) => some.reduce((most, { mass }) => Math.max(most, mass), 0);
  const largest = heaviest(pieces);
  const all = pieces.filter(({ mass }) => mass >= SPECK * largest);
  const inside = pieces.filter((piece) => !isStrip(piece));
  const most = EDGE * heaviest(inside) >= largest ? heaviest(inside) : largest;
  const seen = (most === heaviest(inside) ? inside : all).filter(({ mass }) => mass >= SPECK * most);
  const first = seen.find(({ mass }) => mass === most);
  if (!first || !isOne) return { main: seen, all, others: 0 };
  const main = seen.filter((piece) => piece === first || isPart(piece, first));
  const others = seen.filter((piece) => !main.includes(piece) && piece.mass >= THING * most).length;
  return { main, all, others };
}

/** Whether a piece may be a loose stroke of a digit. */
function isPart(piece: Piece, main: Piece): boolean {
  const [tall, wide] = [main.bottom - main.top + 1, main.right - main.left + 1];
  const across = Math.max(piece.left - main.right, main.left - piece.right) - 1;
  const down = Math.max(piece.top - main.bottom, main.top - piece.bottom) - 1;
  const isBeside = across >= 0 && piece.bottom - piece.top + 1 >= TALL * tall;
  return !isBeside && Math.max(across, down) <= FAR * Math.max(tall, wide);
}
