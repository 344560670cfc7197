/** A smaller image has no room for the shape of a drawing. */
export const LEAST_SIDE = 8;

/** Whether a drawing can be made an image of this size: MNIST's rules for it know square images only. */
export function isDrawable(rows: number, columns: number): boolean {
  return rows === columns && rows >= LEAST_SIDE;
}
