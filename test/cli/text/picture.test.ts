import { describe, expect, test } from 'vitest';
import { type PictureStyle, pictureStyle, pictureText } from '../../../src/cli/text/picture.js';

/** Two rows and a half: black, white above black, black above white, white. */
const PIXELS = [0, 255, 0, 255, 0, 0, 255, 255, 128, 0, 255, 0];

function shown(style: PictureStyle): string {
  return pictureText(PIXELS, 4, style);
}

describe('a picture', () => {
  test('shows two pixels as one character in ASCII', () => {
    expect(shown({ isUnicode: false, colours: 'none' })).toBe(' ++@\n: + \n');
    expect(shown({ isUnicode: false, colours: 'true' })).toBe(' ++@\n: + \n');
  });

  test('uses half blocks and shades in Unicode', () => {
    expect(shown({ isUnicode: true, colours: 'none' })).toBe(' ▀▄█\n▀ ▀ \n');
    expect(pictureText([60, 90, 130, 200, 60, 90, 130, 200], 4, { isUnicode: true, colours: 'none' })).toBe('░░▒▓\n');
  });

  test('shows two greys in each character with colours, and resets the colours', () => {
    expect(shown({ isUnicode: true, colours: 'true' }).split('\n')[0]).toBe(
      '\x1b[38;2;0;0;0;48;2;0;0;0m▀\x1b[38;2;255;255;255;48;2;0;0;0m▀' +
        '\x1b[38;2;0;0;0;48;2;255;255;255m▀\x1b[38;2;255;255;255;48;2;255;255;255m▀\x1b[0m',
    );
    expect(pictureText([0, 0, 128, 255, 0, 0, 128, 255], 4, { isUnicode: true, colours: '256' })).toBe(
      '\x1b[38;5;16;48;5;16m▀▀\x1b[38;5;244;48;5;244m▀\x1b[38;5;231;48;5;231m▀\x1b[0m\n',
    );
  });
});

test('a picture wider than the terminal is scaled down by the same factor in both directions', () => {
  const style = { isUnicode: false, colours: 'none' } as const;
  const wide = Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 ? 255 : 0));
  const lines = (width?: number) =>
    pictureText(wide, 64, { ...style, width })
      .split('\n')
      .slice(0, -1);
  expect(lines()).toEqual(new Array(32).fill(`${'@'.repeat(32)}${' '.repeat(32)}`));
  expect(lines(64)).toEqual(lines());
  expect(lines(63)).toEqual(new Array(16).fill(`${'@'.repeat(16)}${' '.repeat(16)}`));
  expect(lines(30)[0]).toBe(`${'@'.repeat(10)}*${' '.repeat(11)}`);
  // the means are 100 and 158, and with the blank row below them 50 and 79: levels 2 and 3 of 10
  expect(pictureText([0, 100, 200, 60, 255], 5, { ...style, width: 2 })).toBe(':-\n');
});

describe('the style of a picture', () => {
  const terminal = (bits: number) => ({ isTTY: true, getColorDepth: () => bits });
  const wanted = { isColourful: true };

  test.each([
    [{ LANG: 'en_GB.UTF-8' }, true],
    [{ LC_CTYPE: 'C.utf8', LANG: 'C' }, true],
    [{ LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, false],
    [{ LC_ALL: '', LANG: 'de_DE.utf8' }, true],
    [{}, false],
  ])('shows Unicode in the locale %j: %s', (env, isUnicode) => {
    expect(pictureStyle(terminal(8), { ...wanted, env }).isUnicode).toBe(process.platform === 'win32' || isUnicode);
  });

  test.each([
    [24, 'true'],
    [8, '256'],
    [4, 'none'],
    [1, 'none'],
  ])('with %i bits of colour is %s', (bits, colours) => {
    expect(pictureStyle(terminal(bits), { ...wanted, env: {} }).colours).toBe(colours);
  });

  test('leaves room for the indent', () => {
    expect(pictureStyle({ ...terminal(8), columns: 40 }, { ...wanted, env: {} }).width).toBe(38);
    for (const unknown of [{}, { columns: 0 }]) {
      expect(pictureStyle({ ...terminal(8), ...unknown }, { ...wanted, env: {} }).width).toBe(undefined);
    }
  });

  test('has no colours if they are refused, and no picture without a terminal', () => {
    expect(pictureStyle(terminal(24), { isColourful: false, env: {} }).colours).toBe('none');
    expect(pictureStyle(terminal(24), { ...wanted, env: { NO_COLOR: '1' } }).colours).toBe('none');
    expect(pictureStyle({ ...terminal(24), isTTY: false }, { ...wanted, env: {} }).colours).toBe(undefined);
  });
});
