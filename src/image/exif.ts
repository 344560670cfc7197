import type { Rgba } from './picture.js';

const ORIENTATION = 0x0112;
const HEADER = 'Exif\0\0';
const ENTRY_BYTES = 12;

/** The orientation 1 … 8 in an APP1 segment of a JPEG file (Exif 2.3, 4.6.4 A); undefined if there is none. */
export function orientationOf(segment: Uint8Array): number | undefined {
  if (HEADER.split('').some((letter, i) => segment[i] !== letter.charCodeAt(0))) return undefined;
  const tiff = segment.subarray(HEADER.length);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  if (tiff.length < 8) return undefined;
  const isLittle = tiff[0] === 0x49;
  const start = view.getUint32(4, isLittle);
  if (start + 2 > tiff.length) return undefined;
  const entries = view.getUint16(start, isLittle);
  for (let n = 0; n < entries; n++) {
    const at = start + 2 + n * ENTRY_BYTES;
    if (at + ENTRY_BYTES > tiff.length) return undefined;
    if (view.getUint16(at, isLittle) !== ORIENTATION) continue;
    const orientation = view.getUint16(at + 8, isLittle);
    return orientation >= 1 && orientation <= 8 ? orientation : undefined;
  }
  return undefined;
}

/** Rotates a picture to its upright position. A camera records the orientation instead of rotating the pixels. */
export function upright({ width, height, data }: Rgba, orientation: number): Rgba {
  if (orientation === 1) return { width, height, data };
  const isAcross = orientation > 4;
  const [columns, rows] = isAcross ? [height, width] : [width, height];
  const isMirrored = [2, 3, 7, 8].includes(orientation);
  const isUpsideDown = [3, 4, 6, 7].includes(orientation);
  const turned = new Uint8Array(4 * width * height);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [u, v] = isAcross ? [row, column] : [column, row];
      const x = isMirrored ? width - 1 - u : u;
      const y = isUpsideDown ? height - 1 - v : v;
      for (let c = 0; c < 4; c++) turned[4 * (row * columns + column) + c] = data[4 * (y * width + x) + c];
    }
  }
  return { width: columns, height: rows, data: turned };
}
