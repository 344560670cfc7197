/** A drawing of any size: 0 is paper, 1 is ink; row by row. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

const SIDE = 28;
const BOX = 20;
/** Fainter than this is paper. */
const FAINT = 0.05;

/** As MNIST was made: cropped, scaled to fit 20×20 by area averaging, centred by mass in 28×28. */
export function mnistImage(ink: Ink): { readonly pixels: Uint8Array; readonly isEmpty: boolean } {
  const pixels = new Uint8Array(SIDE * SIDE);
  const box = inkBox(ink);
  if (!box) return { pixels, isEmpty: true };
  const scale = BOX / Math.max(box.width, box.height);
  const columns = Math.max(1, Math.round(box.width * scale));
  const rows = Math.max(1, Math.round(box.height * scale));
  const small = new Float64Array(rows * columns);
  let [mass, massX, massY] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = meanOver(
        ink,
        box.left + (column * box.width) / columns,
        box.left + ((column + 1) * box.width) / columns,
        box.top + (row * box.height) / rows,
        box.top + ((row + 1) * box.height) / rows,
      );
      small[row * columns + column] = value;
      mass += value;
      massX += value * (column + 0.5);
      massY += value * (row + 0.5);
    }
  }
  const left = clamp(Math.round(SIDE / 2 - massX / mass), 0, SIDE - columns);
  const top = clamp(Math.round(SIDE / 2 - massY / mass), 0, SIDE - rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pixels[(top + row) * SIDE + left + column] = Math.round(255 * Math.min(1, small[row * columns + column]));
    }
  }
  return { pixels, isEmpty: false };
}

function inkBox({ width, height, data }: Ink) {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] <= FAINT) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The mean ink of a rectangle whose edges may cut pixels. */
function meanOver({ width, data }: Ink, x0: number, x1: number, y0: number, y1: number): number {
  let sum = 0;
  for (let y = Math.floor(y0); y < y1; y++) {
    const high = Math.min(y + 1, y1) - Math.max(y, y0);
    for (let x = Math.floor(x0); x < x1; x++) {
      sum += data[y * width + x] * high * (Math.min(x + 1, x1) - Math.max(x, x0));
    }
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
