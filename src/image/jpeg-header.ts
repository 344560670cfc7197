import { orientationOf } from './exif.js';
import { requireSize } from './picture-size.js';
import type { Fail } from './png-chunks.js';

/** Frame types that jpeg-js decodes: baseline, extended, progressive (ITU-T T.81, table B.1). */
const KNOWN_FRAMES = [0xc0, 0xc1, 0xc2];
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

const [START, RESTART, SCAN, END, APP1, LONE] = [0xd8, 0xd0, 0xda, 0xd9, 0xe1, 0x01];

/** Limit for scans. Each scan of a progressive file covers the whole picture, so a small file could take hours. */
const MOST_SCANS = 100;

/**
 * Checks a JPEG file and returns its orientation, 1 … 8. Rejects what jpeg-js would accept wrongly or decode without
 * limits. Throws IMAGE_TRUNCATED, IMAGE_ORDER, IMAGE_FORMAT, IMAGE_DATA or IMAGE_SIZE.
 */
export function readJpegHeader(bytes: Uint8Array, fail: Fail): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const cut = () => fail('IMAGE_TRUNCATED', 'ends before its picture begins, the file is cut off');
  let orientation = 1;
  let hasFrame = false;
  for (let at = 2; ; ) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (at + 4 > bytes.length) throw cut();
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === 0) throw fail('IMAGE_ORDER', `no marker at byte ${at}, the file is damaged`);
    if (marker === SCAN) break;
    if (marker === END) throw fail('IMAGE_ORDER', 'it contains no picture');
    at += 2;
    if (marker === LONE || (marker >= RESTART && marker <= START)) continue;
    const length = view.getUint16(at);
    if (length < 2) throw fail('IMAGE_ORDER', `a segment of ${length} bytes at byte ${at}, the file is damaged`);
    if (at + length > bytes.length) throw cut();
    const segment = bytes.subarray(at + 2, at + length);
    if (marker === APP1) orientation = orientationOf(segment) ?? orientation;
    if ((marker & 0xf0) === 0xc0 && !NO_FRAMES.includes(marker)) {
      if (hasFrame) throw fail('IMAGE_ORDER', 'two frames, expected one');
      readFrame(marker, segment, fail);
      hasFrame = true;
    }
    at += length;
  }
  if (!hasFrame) throw fail('IMAGE_ORDER', 'a scan before its frame');
  requireScans(bytes, fail);
  return orientation;
}

/** Checks the size and coding of the picture. */
function readFrame(marker: number, segment: Uint8Array, fail: Fail): void {
  if (!KNOWN_FRAMES.includes(marker)) {
    throw fail('IMAGE_FORMAT', 'lossless or arithmetic-coded JPEG, expected baseline or progressive');
  }
  const [depth, high, low, wide, narrow, components] = segment;
  if (segment.length < 6 || segment.length < 6 + 3 * components) throw fail('IMAGE_ORDER', 'the frame is too short');
  if (depth !== 8) throw fail('IMAGE_FORMAT', `${depth} bits a sample, expected 8`);
  if (![1, 3, 4].includes(components)) throw fail('IMAGE_FORMAT', `${components} components, expected 1, 3 or 4`);
  requireSize(256 * wide + narrow, 256 * high + low, 8 * components, fail);
}

/** Counts the scans, and requires the end-of-image marker, which a truncated file lacks. */
function requireScans(bytes: Uint8Array, fail: Fail): void {
  let scans = 0;
  let isEnded = false;
  for (let i = 2; i + 1 < bytes.length; i++) {
    if (bytes[i] !== 0xff) continue;
    if (bytes[i + 1] === SCAN) scans++;
    isEnded = bytes[i + 1] === END || (isEnded && bytes[i + 1] !== SCAN);
  }
  if (!isEnded) throw fail('IMAGE_TRUNCATED', 'no end of image, the file is cut off');
  if (scans > MOST_SCANS) throw fail('IMAGE_DATA', `${scans} scans, at most ${MOST_SCANS} expected`);
}
