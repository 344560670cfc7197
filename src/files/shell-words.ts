/** Words as a shell reads them: quoted if they have anything but plain characters. */
export function shellWords(...words: readonly string[]): string {
  return words.map((word) => (/^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
