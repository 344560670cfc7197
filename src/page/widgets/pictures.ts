/** Red and blue that can be told from white, from black and from each other also by the colour-blind. */
const RAISES = [208, 47, 35];
const LOWERS = [28, 98, 204];

/** An image as ink on whatever is behind it: black, which the style sheet turns white on a dark page. */
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

/** Numbers of either sign as red and blue, the stronger the fuller; `scale` is what is drawn in full. */
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
    rgba.set(values[i] > 0 ? RAISES : LOWERS, 4 * i);
    rgba[4 * i + 3] = 255 * Math.min(1, Math.abs(values[i]) / scale);
  });
}

function canvas(rows: number, columns: number, description: string): HTMLCanvasElement {
  const picture = document.createElement('canvas');
  picture.width = columns;
  picture.height = rows;
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', description);
  return picture;
}

function paint(picture: HTMLCanvasElement, pixel: (rgba: Uint8ClampedArray, i: number) => void): void {
  const image = new ImageData(picture.width, picture.height);
  for (let i = 0; i < picture.width * picture.height; i++) pixel(image.data, i);
  picture.getContext('2d')?.putImageData(image, 0, 0);
}
