/** An integer with thousands separators: 47,040,016. `toLocaleString` would take 15 ms to load its tables. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count and its noun: 1 byte, 2 bytes. */
export function quantity(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
