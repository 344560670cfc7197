import type { Grey, Rgba } from './picture.js';

/** Luminance (Rec. 601), with transparent pixels blended onto `paper`. */
export function greyOver(paper: number, { width, height, data }: Rgba): Grey {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const luminance = (299 * data[4 * i] + 587 * data[4 * i + 1] + 114 * data[4 * i + 2]) / 1000;
    grey[i] = Math.round(paper + ((luminance - paper) * data[4 * i + 3]) / 255);
  }
  return { width, height, data: grey };
}

/**
 * Downscales by averaging squares of factor · factor pixels. Remaining columns and rows at the right and bottom are
 * dropped.
 */
export function shrunk({ width, height, data }: Grey, factor: number): Grey {
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const means = new Uint8Array(columns * rows);
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let y = row * factor; y < (row + 1) * factor; y++) {
      for (let x = 0; x < columns * factor; x++) sums[Math.floor(x / factor)] += data[y * width + x];
    }
    for (let column = 0; column < columns; column++) {
      means[row * columns + column] = Math.round(sums[column] / factor ** 2);
    }
  }
  return { width: columns, height: rows, data: means };
}

/** Smooths with the 3×3 kernel 1 2 1 along both axes. */
export function smoothed({ width, height, data }: Grey): Grey {
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const [above, here, below] = [Math.max(0, y - 1), y, Math.min(height - 1, y + 1)].map((row) => row * width);
    const column = (x: number) => data[above + x] + 2 * data[here + x] + data[below + x];
    let [before, middle] = [column(0), column(0)];
    for (let x = 0; x < width; x++) {
      const after = column(Math.min(width - 1, x + 1));
      result[here + x] = (before + 2 * middle + after + 8) >> 4;
      before = middle;
      middle = after;
    }
  }
  return { width, height, data: result };
}
