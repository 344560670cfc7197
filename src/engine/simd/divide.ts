/** 0 … count in so many ranges, as even as can be, of which none is empty if there are no more than `count`. */
export function divide(count: number, parts: number): (readonly [from: number, to: number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let i = 1, from = 0; i <= parts; i++) {
    const to = Math.ceil((i * count) / parts);
    ranges.push([from, to]);
    from = to;
  }
  return ranges;
}
