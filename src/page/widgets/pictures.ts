/** Colours that colour-blind readers can tell apart, on white and on black. */
const POSITIVE = [208, 47, 35];
const NEGATIVE = [28, 98, 204];

/** Black ink on a transparent background. On a dark page, the style sheet inverts it. */
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

/** Positive numbers in red, negative ones in blue. The opacity is |value| / scale, at most 1. */
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
    const colour = values[i] > 0 ? POSITIVE : NEGATIVE;
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = colour[c];
    rgba[4 * i + 3] = 255 * Math.min(1, Math.abs(values[i]) / scale);
  });
}

/** Limit on the aspect ratio of a picture. */
const MAX_ASPECT = 2;

function canvas(rows: number, columns: number, description: string): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = columns;
  picture.height = rows;
  picture.style.aspectRatio = String(Math.min(MAX_ASPECT, Math.max(1 / MAX_ASPECT, columns / rows)));
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', description);
  return picture;
}

function paint(picture: HTMLCanvasElement, pixel: (rgba: Uint8ClampedArray, i: number) => void): void {
  const image = new ImageData(picture.width, picture.height);
  for (let i = 0; i < picture.width * picture.height; i++) pixel(image.data, i);
  picture.getContext('2d')?.putImageData(image, 0, 0);
}
