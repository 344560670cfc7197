import { grouped } from '../quantity.js';
import type { Fail } from './png-chunks.js';

/** What the IHDR chunk of a PNG file says. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample, or of an index into the palette. */
  readonly depth: number;
  readonly colourType: number;
  readonly isInterlaced: boolean;
  readonly bits: number;
}

const IHDR_BYTES = 13;

const MOST_PIXELS = 4096;

/** Unpacked bytes: a photograph of 12 million pixels in RGB. pngjs holds several copies for a while, and 4 bytes a pixel. */
const MOST_BYTES = 40 * 2 ** 20;

export const PALETTE = 3;

/** Samples a pixel and the depths allowed, for each colour type (PNG specification, table 11.1). */
const FORMATS: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  [PALETTE]: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Throws IMAGE_HEADER, IMAGE_SIZE or IMAGE_FORMAT. */
export function readHeader(data: Uint8Array, fail: Fail): PngHeader {
  if (data.length !== IHDR_BYTES) {
    throw fail('IMAGE_HEADER', `IHDR has ${grouped(data.length)} bytes, expected ${IHDR_BYTES}`);
  }
  const view = new DataView(data.buffer, data.byteOffset, IHDR_BYTES);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8);

  const size = `${width}×${height}`;
  const scaleDown = 'scale it down: 280×280 is plenty for a digit';
  if (width === 0 || height === 0) throw fail('IMAGE_SIZE', `${size} pixels, expected at least 1×1`);
  if (width > MOST_PIXELS || height > MOST_PIXELS) {
    throw fail('IMAGE_SIZE', `${size} pixels, limit ${MOST_PIXELS}×${MOST_PIXELS}`, scaleDown);
  }
  if (!Object.hasOwn(FORMATS, colourType)) {
    throw fail('IMAGE_FORMAT', `colour type ${colourType} is not valid, expected 0, 2, 3, 4 or 6`);
  }
  const { samples, depths } = FORMATS[colourType];
  if (!depths.includes(depth)) {
    const wanted = `expected ${depths.join(', ').replace(/, (\d+)$/, ' or $1')}`;
    throw fail('IMAGE_FORMAT', `bit depth ${depth} is not valid for colour type ${colourType}, ${wanted}`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    const got = `compression ${compression}, filter ${filter}, interlace ${interlace}`;
    throw fail('IMAGE_FORMAT', `${got}, expected 0, 0 and 0 or 1`);
  }
  const bits = samples * depth;
  const bytes = (width * height * bits) / 8;
  if (bytes > MOST_BYTES) {
    const limit = `limit ${grouped(MOST_BYTES)}`;
    throw fail('IMAGE_SIZE', `${size} pixels of ${bits} bits are ${grouped(bytes)} bytes, ${limit}`, scaleDown);
  }
  return { width, height, depth, colourType, isInterlaced: interlace === 1, bits };
}
