/** Whether the terminal shows Unicode. As in C programs, the locale decides; on Windows always true. */
export function supportsUnicode(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32') return true;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

const IN_ASCII: Readonly<Record<string, string>> = {
  '·': '.',
  '×': 'x',
  '–': '-',
  '−': '-',
  '…': '...',
  '→': '->',
  '≤': '<=',
  '≥': '>=',
  '≈': '~',
  '±': '+-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  λ: 'lambda',
  Σ: 'sum',
  '²': '^2',
  '█': '#',
  '░': '.',
};

/** Whether a stream is a terminal that supports escape sequences. */
export function supportsEscapes({ isTTY }: NodeJS.WriteStream): boolean {
  return isTTY && process.env.TERM !== 'dumb';
}

/** Converts what is written to a stream to ASCII, if the stream is a terminal without Unicode. */
export function convertToAscii(stream: NodeJS.WriteStream): void {
  if (!stream.isTTY || supportsUnicode()) return;
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? ascii(chunk) : chunk, ...rest);
}

/** Text in ASCII: known symbols are replaced, accents removed, other characters become ?. */
function ascii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\0-\x7f]/gu, (character) => IN_ASCII[character] ?? '?');
}
