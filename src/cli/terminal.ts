/** Whether the terminal shows more than ASCII, by the locale, as programs in C tell it; Windows' terminals do. */
export function speaksUtf8(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32') return true;
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}
