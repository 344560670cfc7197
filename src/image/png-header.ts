import { grouped } from '../quantity.js';
import { requireSize } from './picture-size.js';
import type { Fail } from './png-chunks.js';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample, or per palette index. */
  readonly depth: number;
  readonly colourType: number;
  readonly isInterlaced: boolean;
  readonly bits: number;
}

const IHDR_BYTES = 13;

export const PALETTE = 3;

/** Samples per pixel and allowed bit depths of each colour type (PNG specification, table 11.1). */
const FORMATS: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  [PALETTE]: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

/** Reads the IHDR chunk. Throws IMAGE_HEADER, IMAGE_SIZE or IMAGE_FORMAT. */
export function readHeader(data: Uint8Array, fail: Fail): PngHeader {
  if (data.length !== IHDR_BYTES) {
    throw fail('IMAGE_HEADER', `IHDR has ${grouped(data.length)} bytes, expected ${IHDR_BYTES}`);
  }
  const view = new DataView(data.buffer, data.byteOffset, IHDR_BYTES);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colourType, compression, filter, interlace] = data.subarray(8);

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
  requireSize(width, height, bits, fail);
  return { width, height, depth, colourType, isInterlaced: interlace === 1, bits };
}
