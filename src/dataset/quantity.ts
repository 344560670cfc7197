/** 47,040,016 rather than 47040016, in every locale. */
export function grouped(n: number): string {
  return n.toLocaleString('en-US');
}

/** A number of things: 1 byte, 2 bytes. */
export function quantity(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
