/** An element is dropped if its random 32-bit word is below this limit. */
export function dropoutLimit(ratio: number): number {
  return Math.min(Math.round(ratio * 2 ** 32), 2 ** 32 - 1);
}
