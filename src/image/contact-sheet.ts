/** Widths in pixels: the frame around each image, and the gap after the first image of a row. */
const FRAME = 2;
const GAP = 10;
const FRAME_GREY = 64;

/**
 * Draws rows of images of rows · columns bytes, with a gap after the first of each row. Each pixel is `zoom` pixels
 * wide.
 */
export function contactSheet(
  lines: readonly (readonly Uint8Array[])[],
  rows: number,
  columns: number,
  zoom: number,
): { pixels: Uint8Array; width: number } {
  const [tileWidth, tileHeight] = [columns * zoom + FRAME, rows * zoom + FRAME];
  const longest = Math.max(...lines.map(({ length }) => length));
  const width = FRAME + longest * tileWidth + GAP;
  const pixels = new Uint8Array(width * (FRAME + lines.length * tileHeight)).fill(FRAME_GREY);
  for (const [line, images] of lines.entries()) {
    for (const [place, image] of images.entries()) {
      const left = FRAME + place * tileWidth + (place > 0 ? GAP : 0);
      const top = FRAME + line * tileHeight;
      for (let y = 0; y < rows * zoom; y++) {
        for (let x = 0; x < columns * zoom; x++) {
          const pixel = Math.floor(y / zoom) * columns + Math.floor(x / zoom);
          pixels[(top + y) * width + left + x] = image[pixel];
        }
      }
    }
  }
  return { pixels, width };
}
