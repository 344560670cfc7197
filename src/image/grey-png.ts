import { PNG } from 'pngjs';

/** Encodes grey pixels, 0 (black) … 255 (white), row by row, as a PNG file. */
export function greyPng(pixels: Uint8Array, width: number): Uint8Array {
  const png = new PNG({ width, height: pixels.length / width });
  png.data = Buffer.from(pixels);
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, bitDepth: 8, inputHasAlpha: false });
}
