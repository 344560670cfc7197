import type { WriteStream } from 'node:tty';
import { supportsUnicode } from '../program/terminal.js';

export interface PictureStyle {
  readonly isUnicode: boolean;
  /** Number of colours: 2²⁴, 256 or none; undefined without a terminal, where no picture is shown. */
  readonly colours: 'true' | '256' | 'none' | undefined;
  /** Columns available for a picture; undefined if unlimited. */
  readonly width?: number | undefined;
}

export const INDENT = 2;

/** Characters from black to white, on a dark background. */
const ASCII = ' .:-=+*#%@';
const SHADES = ' ░▒▓█';

/** Two pixels that differ by less than this, of 255, are drawn as one shade. */
const SAME_SHADE = 96;

const RESET = '\x1b[0m';

/**
 * A grey picture as lines of text, each ended by a newline. A character is one pixel wide and two pixels high.
 * pixels: 0 (black) … 255 (white), row by row; columns: pixels per row. A picture wider than the style allows is scaled
 * down. With colours, `▀` shows both pixels. In Unicode without colours, `▀`, `▄` or a shade shows them, in ASCII a
 * character for their mean.
 */
export function pictureText(pixels: ArrayLike<number>, columns: number, style: PictureStyle): string {
  const times = Math.ceil(columns / Math.max(1, style.width ?? columns));
  if (times > 1) return pictureText(scaledDown(pixels, columns, times), Math.ceil(columns / times), style);
  const rows = pixels.length / columns;
  let text = '';
  for (let row = 0; row < rows; row += 2) {
    const show = painter(style);
    let line = '';
    for (let column = 0; column < columns; column++) {
      const upper = pixels[row * columns + column];
      const lower = row + 1 < rows ? pixels[(row + 1) * columns + column] : 0;
      line += show(upper, lower);
    }
    text += hasColours(style) ? `${line}${RESET}\n` : `${line}\n`;
  }
  return text;
}

/** A picture `times` smaller in both directions: each pixel is the mean of a square. */
function scaledDown(pixels: ArrayLike<number>, columns: number, times: number): number[] {
  const rows = pixels.length / columns;
  const small: number[] = [];
  for (let top = 0; top < rows; top += times) {
    for (let left = 0; left < columns; left += times) {
      let [sum, count] = [0, 0];
      for (let row = top; row < Math.min(top + times, rows); row++) {
        for (let column = left; column < Math.min(left + times, columns); column++, count++) {
          sum += pixels[row * columns + column];
        }
      }
      small.push(Math.round(sum / count));
    }
  }
  return small;
}

/** What a stream can show. isColourful: whether the user allows colours. */
export function pictureStyle(
  stream: Pick<WriteStream, 'isTTY' | 'getColorDepth'> & { readonly columns?: number },
  { isColourful, env = process.env }: { isColourful: boolean; env?: NodeJS.ProcessEnv },
): PictureStyle {
  const isUnicode = supportsUnicode(env);
  if (!stream.isTTY) return { isUnicode, colours: undefined };
  const bits = isColourful && !env.NO_COLOR ? stream.getColorDepth(env) : 1;
  const colours = bits >= 24 ? 'true' : bits >= 8 ? '256' : 'none';
  return { isUnicode, colours, width: stream.columns ? stream.columns - INDENT : undefined };
}

function hasColours({ isUnicode, colours }: PictureStyle): boolean {
  return isUnicode && (colours === 'true' || colours === '256');
}

/** Returns a function that draws two pixels, one above the other, as a character; call it from left to right. */
function painter(style: PictureStyle): (upper: number, lower: number) => string {
  if (!style.isUnicode) return (upper, lower) => shade(ASCII, (upper + lower) / 2);
  if (!hasColours(style)) {
    return (upper, lower) => {
      if (Math.abs(upper - lower) < SAME_SHADE) return shade(SHADES, (upper + lower) / 2);
      return upper > lower ? '▀' : '▄';
    };
  }
  const grey =
    style.colours === 'true' ? (byte: number) => `2;${byte};${byte};${byte}` : (byte: number) => `5;${grey256(byte)}`;
  let last = '';
  return (upper, lower) => {
    const colours = `\x1b[38;${grey(upper)};48;${grey(lower)}m`;
    const change = colours === last ? '' : colours;
    last = colours;
    return `${change}▀`;
  };
}

function shade(ramp: string, byte: number): string {
  return ramp[Math.round((byte / 255) * (ramp.length - 1))];
}

/** xterm's palette: 16 is black, 231 white, 232 to 255 the greys 8, 18 … 238 between them. */
function grey256(byte: number): number {
  const step = Math.round((byte - 8) / 10);
  return step < 0 ? 16 : step > 23 ? 231 : 232 + step;
}
