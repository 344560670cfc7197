import type { Piece } from './pieces.js';

/** A piece with less ink than this fraction of the largest piece's is a speck. Separate strokes of a digit have more. */
const MIN_PIECE_INK = 0.02;

/** A strip of desk or a frame touches at least this fraction of an edge of the picture. */
const STRIP_LENGTH = 0.5;

/** A strip along an edge is ignored only if it has at most this many times the ink of the digit. */
const MAX_STRIP_INK = 20;

/**
 * A piece further away than this fraction of the main piece's longer side is another object (wrong for 3 in 10,000 of
 * MNIST).
 */
const MAX_GAP = 0.25;

/** A piece beside the main one is another object if it is taller than this fraction of it (wrong for 3 in 10,000). */
const MIN_OTHER_HEIGHT = 0.5;

/** Another object is reported if it has at least this fraction of the main one's ink. */
const MIN_OTHER_INK = 0.1;

/**
 * Selects the pieces of the main object, the pieces of all ink, and counts other objects. isOne: whether the main object
 * is a single digit; otherwise it is everything except strips along the edges.
 */
export function splitObjects(
  pieces: readonly Piece[],
  width: number,
  height: number,
  isOne: boolean,
): { main: readonly Piece[]; all: readonly Piece[]; others: number } {
  const isStrip = ({ left, top, right, bottom }: Piece) =>
    ((left === 0 || right === width - 1) && bottom - top + 1 >= STRIP_LENGTH * height) ||
    ((top === 0 || bottom === height - 1) && right - left + 1 >= STRIP_LENGTH * width);
  const heaviest = (some: readonly Piece[]) => some.reduce((most, { mass }) => Math.max(most, mass), 0);
  const largest = heaviest(pieces);
  const all = pieces.filter(({ mass }) => mass >= MIN_PIECE_INK * largest);
  const inside = pieces.filter((piece) => !isStrip(piece));
  const most = MAX_STRIP_INK * heaviest(inside) >= largest ? heaviest(inside) : largest;
  const seen = (most === heaviest(inside) ? inside : all).filter(({ mass }) => mass >= MIN_PIECE_INK * most);
  const first = seen.find(({ mass }) => mass === most);
  if (!first || !isOne) return { main: seen, all, others: 0 };
  const main = seen.filter((piece) => piece === first || isPart(piece, first));
  const others = seen.filter((piece) => !main.includes(piece) && piece.mass >= MIN_OTHER_INK * most).length;
  return { main, all, others };
}

/** Whether a piece may be a separate stroke of the main digit. */
function isPart(piece: Piece, main: Piece): boolean {
  const [tall, wide] = [main.bottom - main.top + 1, main.right - main.left + 1];
  const across = Math.max(piece.left - main.right, main.left - piece.right) - 1;
  const down = Math.max(piece.top - main.bottom, main.top - piece.bottom) - 1;
  const isBeside = across >= 0 && piece.bottom - piece.top + 1 >= MIN_OTHER_HEIGHT * tall;
  return !isBeside && Math.max(across, down) <= MAX_GAP * Math.max(tall, wide);
}
