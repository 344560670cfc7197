/** Words for a shell command line. Quotes each word that contains special characters. */
export function shellWords(...words: readonly string[]): string {
  return words.map((word) => (/^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}
