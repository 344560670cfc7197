import { grouped } from '../quantity.js';
import type { Fail } from './png-chunks.js';

const MOST_PIXELS = 4096;

/** Limit in unpacked bytes: 12 megapixels in RGB. Decoders temporarily hold several copies with 4 bytes per pixel. */
const MOST_BYTES = 40 * 2 ** 20;

const SCALE_DOWN = 'scale it down: 280×280 is plenty for a digit';

/** Throws IMAGE_SIZE if a picture is empty or too large. bits: bits per pixel. */
export function requireSize(width: number, height: number, bits: number, fail: Fail): void {
  const size = `${width}×${height}`;
  if (width === 0 || height === 0) throw fail('IMAGE_SIZE', `${size} pixels, expected at least 1×1`);
  if (width > MOST_PIXELS || height > MOST_PIXELS) {
    throw fail('IMAGE_SIZE', `${size} pixels, limit ${MOST_PIXELS}×${MOST_PIXELS}`, SCALE_DOWN);
  }
  const bytes = (width * height * bits) / 8;
  if (bytes <= MOST_BYTES) return;
  const limit = `limit ${grouped(MOST_BYTES)}`;
  throw fail('IMAGE_SIZE', `${size} pixels of ${bits} bits are ${grouped(bytes)} bytes, ${limit}`, SCALE_DOWN);
}
