/** Red and blue that colour-blind readers can tell apart, on white and on black. */
const RAISES = [208, 47, 35];
const LOWERS = [28, 98, 204];

/** An image as black ink on a transparent ground; on a dark page the style sheet inverts it. */
export function digitPicture(pixels: ArrayLike<number>, columns: number, description: string): HTMLCanvasElement {
  const picture = canvas(pixels.length / columns, columns, description);
  picture.classList.add('digit');
  paintDigit(picture, pixels);
  return picture;
}

export function paintDigit(picture: HTMLCanvasElement, pixels: ArrayLike<number>): void {
  paint(picture, (rgba, i) => {
    rgba[4 * i + 3] = pixels[i];
  });
}

/** Positive numbers in red, negative ones in blue, the larger the fuller; `scale` and more is drawn in full. */
export function signedPicture(
  values: ArrayLike<number>,
  columns: number,
  scale: number,
  description: string,
): HTMLCanvasElement {
  const picture = canvas(values.length / columns, columns, description);
  picture.classList.add('weights');
  paintSigned(picture, values, scale);
  return picture;
}

export function paintSigned(picture: HTMLCanvasElement, values: ArrayLike<number>, scale: number): void {
  paint(picture, (rgba, i) => {
    const colour = values[i] > 0 ? RAISES : LOWERS;
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = colour[c];
    rgba[4 * i + 3] = 255 * Math.min(1, Math.abs(values[i]) / scale);
  });
}

/** A longer picture is drawn in a frame of this aspect ratio. */
const LONGEST = 2;

function canvas(rows: number, columns: number, description: string): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = columns;
  picture.height = rows;
  picture.style.aspectRatio = String(Math.min(LONGEST, Math.max(1 / LONGEST, columns / rows)));
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', description);
  return picture;
}

function paint(picture: HTMLCanvasElement, pixel: (rgba: Uint8ClampedArray, i: number) => void): void {
  const image = new ImageData(picture.width, picture.height);
  for (let i = 0; i < picture.width * picture.height; i++) pixel(image.data, i);
  picture.getContext('2d')?.putImageData(image, 0, 0);
}
