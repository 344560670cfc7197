import type { Ink } from './ink.js';

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Cells along the longest side at least, where there are so many pixels. */
const CELLS = 90;

/** Less ink than this is paper: on average over a cell, and in a pixel. */
const FAINT = 0.04;

/** Ink with less than this share of the largest piece's is a speck of dust; a loose stroke of a digit has more. */
const SPECK = 0.02;

/**
 * The smallest box around the ink, specks left out; undefined when there is none. Pieces are sought on a grid of
 * cells of some pixels, so that grain and gaps within a stroke do not take it apart, and because it is quick.
 */
export function boundingBox({ width, height, data }: Ink): Box | undefined {
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
  const isKept = largePieces(mass, columns, rows, FAINT * side * side);

  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / side) * columns;
    for (let column = 0; column < columns; column++) {
      if (!isKept[row + column]) continue;
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

/** For every cell 1 when it belongs to a piece (cells of at least `least` that touch) of some size, else 0. */
function largePieces(mass: Float64Array, columns: number, rows: number, least: number): Uint8Array {
  const piece = new Int32Array(mass.length);
  const sizes = [0];
  const waiting: number[] = [];
  for (let start = 0; start < mass.length; start++) {
    if (piece[start] > 0 || mass[start] < least) continue;
    const number = sizes.length;
    let size = 0;
    piece[start] = number;
    waiting.push(start);
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      size += mass[cell];
      const column = cell % columns;
      const row = (cell - column) / columns;
      for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
          const next = y * columns + x;
          if (piece[next] > 0 || mass[next] < least) continue;
          piece[next] = number;
          waiting.push(next);
        }
      }
    }
    sizes.push(size);
  }
  const largest = sizes.reduce((a, b) => Math.max(a, b));
  const isKept = new Uint8Array(mass.length);
  for (let cell = 0; cell < isKept.length; cell++) {
    if (piece[cell] > 0 && sizes[piece[cell]] >= SPECK * largest) isKept[cell] = 1;
  }
  return isKept;
}
