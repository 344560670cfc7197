import type { Ink } from './picture.js';
import { type Piece, piecesOf } from './pieces.js';
import { parted } from './things.js';

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a drawing has ink, specks left out. */
export interface Extent {
  /** Around the main thing. */
  readonly main: Box;
  /** Around everything. */
  readonly all: Box;
  /** How many things there are besides. */
  readonly others: number;
}

/** Cells along the longest side at least, where there are so many pixels. */
const CELLS = 90;

/** Less ink than this is paper: on average over a cell, and in a pixel. */
const FAINT = 0.04;

/**
 * The smallest boxes around the ink; undefined when there is none. Pieces are sought on a grid of cells of some pixels,
 * so that grain and gaps within a stroke do not take it apart, and because it is quick. isOne: whether one digit is sought.
 */
export function extentOf(ink: Ink, isOne: boolean): Extent | undefined {
  const { width, height, data } = ink;
  const side = Math.max(1, Math.floor(Math.max(width, height) / CELLS));
  const columns = Math.ceil(width / side);
  const rows = Math.ceil(height / side);
  const mass = new Float64Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let column = 0; column < columns; column++) {
      const end = y * width + Math.min(width, (column + 1) * side);
      let sum = 0;
      for (let at = y * width + column * side; at < end; at++) sum += data[at];
      mass[row + column] += sum;
    }
  }
  const { pieces, numbers } = piecesOf(mass, columns, rows, FAINT * side * side);
  const { main, all, others } = parted(pieces, columns, rows, isOne);
  const box = (kept: readonly Piece[]) => boxOf(ink, numbers, kept, columns, side);
  const whole = box(all);
  return whole && { main: box(main) ?? whole, all: whole, others };
}

/** The smallest box around the ink in the cells of some pieces. */
function boxOf(ink: Ink, numbers: Int32Array, pieces: readonly Piece[], columns: number, side: number) {
  const { width, height, data } = ink;
  const isKept = new Set(pieces.map(({ number }) => number));
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let column = 0; column < columns; column++) {
      if (!isKept.has(numbers[row + column])) continue;
      const end = Math.min(width, (column + 1) * side);
      for (let x = column * side; x < end; x++) {
        if (data[y * width + x] < FAINT) continue;
        if (x < left) left = x;
        if (x > right) right = x;
        if (y < top) top = y;
        bottom = y;
      }
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
