/** Whether the terminal shows more than ASCII, by the locale, as programs in C tell it; Windows' terminals do. */
export function speaksUtf8(env: NodeJS.ProcessEnv = process.env): boolean {
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

/** Whether a stream is a terminal that moves its cursor and knows colours. */
export function knowsEscapes({ isTTY }: NodeJS.WriteStream): boolean {
  return isTTY && process.env.TERM !== 'dumb';
}

/** Lets a stream show plain ASCII alone if it is a terminal that knows nothing else. */
export function showInAscii(stream: NodeJS.WriteStream): void {
  if (!stream.isTTY || speaksUtf8()) return;
  const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
  stream.write = (chunk: unknown, ...rest: unknown[]) =>
    write(typeof chunk === 'string' ? ascii(chunk) : chunk, ...rest);
}

/** Text in ASCII: signs by what they stand for, letters without accents, ? for the rest. */
function ascii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\0-\x7f]/gu, (character) => IN_ASCII[character] ?? '?');
}
