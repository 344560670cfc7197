/** 47,040,016 rather than 47040016; n: a whole number. `toLocaleString` would first load its tables, for about 15 ms. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number of things: 1 byte, 2 bytes. */
export function quantity(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
