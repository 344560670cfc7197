/** In smaller images the shape of a drawing is lost. */
export const LEAST_SIDE = 8;

/** Whether drawings can be converted to this image size. MNIST's rules only define square images. */
export function isDrawable(rows: number, columns: number): boolean {
  return rows === columns && rows >= LEAST_SIDE;
}
