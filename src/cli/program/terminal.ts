/** Whether the terminal shows more than ASCII, by the locale, as programs in C tell it; Windows' terminals do. */
export function speaksUtf8(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32') return true;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

const IN_ASCII: Readonly<Record<string, string>> = { '·': '.', '×': 'x', '–': '-', '−': '-', '’': "'", '±': '+-' };

/** A result as standard output can show it: on a terminal that is not UTF-8 in plain ASCII. */
export function showable(text: string): string {
  if (!process.stdout.isTTY || speaksUtf8()) return text;
  return text.replace(/[·×–−’±]/g, (character) => IN_ASCII[character]);
}
