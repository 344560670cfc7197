import { afterEach, expect, test, vi } from 'vitest';
import { convertToAscii, supportsUnicode } from '../../../src/cli/program/terminal.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What reaches a stream after it was converted for the locale. */
function written(isTTY: boolean, locale: string, ...chunks: (string | Uint8Array)[]): unknown[] {
  vi.stubEnv('LC_ALL', locale);
  const seen: unknown[] = [];
  const stream = { isTTY, write: (chunk: unknown) => seen.push(chunk) > 0 } as unknown as NodeJS.WriteStream;
  convertToAscii(stream);
  for (const chunk of chunks) stream.write(chunk);
  return seen;
}

test('a terminal without Unicode gets ASCII; files, pipes and bytes are unchanged', () => {
  const text = '0.97 ± 0.01 … “café” 数';
  const bytes = Uint8Array.of(0xe2, 0x80, 0xa6);
  expect(written(true, 'C', text, bytes)).toEqual(['0.97 +- 0.01 ... "cafe" ?', bytes]);
  expect(written(true, 'C.UTF-8', text)).toEqual([text]);
  expect(written(false, 'C', text)).toEqual([text]);
});

test('every terminal of Windows shows Unicode; elsewhere the first of three variables decides', () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
  expect(supportsUnicode({})).toBe(true);
  vi.spyOn(process, 'platform', 'get').mockReturnValue('linux');
  expect(supportsUnicode({ LC_ALL: 'C', LANG: 'en_GB.UTF-8' })).toBe(false);
  expect(supportsUnicode({ LC_ALL: '', LC_CTYPE: 'de_DE.utf8' })).toBe(true);
  expect(supportsUnicode({ LANG: 'en_GB.UTF-8' })).toBe(true);
  expect(supportsUnicode({})).toBe(false);
});
