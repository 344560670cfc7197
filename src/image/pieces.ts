/** A connected component: pixels that touch, also diagonally. */
export interface Piece {
  readonly number: number;
  /** The sum of its pixels' values. */
  mass: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Connected components of the pixels ≥ `least`, and for each pixel the number of its piece, from 1, or 0. */
export function piecesOf(
  data: ArrayLike<number>,
  width: number,
  height: number,
  least: number,
): { pieces: Piece[]; numbers: Int32Array } {
  const numbers = new Int32Array(width * height);
  const pieces: Piece[] = [];
  const waiting: number[] = [];
  for (let start = 0; start < numbers.length; start++) {
    if (numbers[start] > 0 || !(data[start] >= least)) continue;
    const number = pieces.length + 1;
    const piece: Piece = { number, mass: 0, left: width, right: -1, top: height, bottom: -1 };
    numbers[start] = number;
    waiting.push(start);
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      const x = pixel % width;
      const y = (pixel - x) / width;
      piece.mass += data[pixel];
      piece.left = Math.min(piece.left, x);
      piece.right = Math.max(piece.right, x);
      piece.top = Math.min(piece.top, y);
      piece.bottom = Math.max(piece.bottom, y);
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++) {
        for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++) {
          const next = j * width + i;
          if (numbers[next] > 0 || !(data[next] >= least)) continue;
          numbers[next] = number;
          waiting.push(next);
        }
      }
    }
    pieces.push(piece);
  }
  return { pieces, numbers };
}
