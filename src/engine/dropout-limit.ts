/** Of all 2³² words those below it drop their element. */
export function dropoutLimit(ratio: number): number {
  return Math.min(Math.round(ratio * 2 ** 32), 2 ** 32 - 1);
}
