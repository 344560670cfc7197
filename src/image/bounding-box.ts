import { splitObjects } from './main-object.js';
import type { Ink } from './picture.js';
import { type Piece, piecesOf } from './pieces.js';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The extent of the ink in a drawing, without specks. */
export interface Extent {
  /** Box around the main object. */
  readonly main: Box;
  readonly all: Box;
  /** Number of other objects. */
  readonly others: number;
}

/** Minimum number of cells along the longest side, if the picture is large enough. */
const CELLS = 90;

/** Ink below this is treated as paper: the mean of a cell, or a single pixel. */
const FAINT = 0.04;

/**
 * Finds the smallest boxes around the ink; undefined if there is none. Connected pieces are searched on a grid of cells, so
 * that grain and small gaps do not split a stroke; it is also faster. isOne: whether the picture shows a single digit.
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
  const { main, all, others } = splitObjects(pieces, columns, rows, isOne);
  const box = (kept: readonly Piece[]) => boxOf(ink, numbers, kept, columns, side);
  const whole = box(all);
  return whole && { main: box(main) ?? whole, all: whole, others };
}

/** The smallest box around the ink in the cells of these pieces. */
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
