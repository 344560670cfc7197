/** Divides 0 … count into `parts` ranges of nearly equal length. No range is empty if count ≥ parts. */
export function divide(count: number, parts: number): (readonly [from: number, to: number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let i = 1, from = 0; i <= parts; i++) {
    const to = Math.ceil((i * count) / parts);
    ranges.push([from, to]);
    from = to;
  }
  return ranges;
}
