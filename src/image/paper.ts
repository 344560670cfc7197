import type { Grey } from './picture.js';

/**
 * Estimates the paper behind dark ink by a grey-scale closing (Serra 1982) with a square of 2 · radius + 1 pixels. It fills
 * anything narrower than the square, such as strokes, and keeps gradients of light and edges of shadows. Pixels outside the
 * picture are ignored.
 */
export function paperOf({ width, height, data }: Grey, radius: number): Grey {
  const across = (bytes: Uint8Array, isMost: boolean) => extremes(bytes, height, width, width, 1, radius, isMost);
  const down = (bytes: Uint8Array, isMost: boolean) => extremes(bytes, width, height, 1, width, radius, isMost);
  return { width, height, data: down(across(down(across(data, true), true), false), false) };
}

/** Maximum or minimum of a sliding window along each line, with three comparisons per pixel (van Herk 1992). */
function extremes(
  bytes: Uint8Array,
  lines: number,
  length: number,
  line: number,
  step: number,
  radius: number,
  isMost: boolean,
): Uint8Array {
  const window = 2 * radius + 1;
  const nothing = isMost ? 0 : 255;
  const better = isMost ? Math.max : Math.min;
  const padded = Math.ceil((length + 2 * radius) / window) * window;
  const [forward, backward] = [new Uint8Array(padded), new Uint8Array(padded)];
  const result = new Uint8Array(bytes.length);
  for (let n = 0; n < lines; n++) {
    const at = (i: number) => (i < radius || i >= length + radius ? nothing : bytes[n * line + (i - radius) * step]);
    for (let i = 0; i < padded; i++) forward[i] = i % window === 0 ? at(i) : better(forward[i - 1], at(i));
    for (let i = padded - 1; i >= 0; i--) {
      backward[i] = i % window === window - 1 ? at(i) : better(backward[i + 1], at(i));
    }
    for (let i = 0; i < length; i++) result[n * line + i * step] = better(backward[i], forward[i + window - 1]);
  }
  return result;
}
