import { TrainerError } from '../errors.js';

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Length of the PNG signature; the first chunk follows it. */
export const SIGNATURE_BYTES = SIGNATURE.length;

/** How other formats start, with one character per byte. */
const OTHERS: readonly (readonly [name: string, start: RegExp])[] = [
  ['GIF', /^GIF8/],
  ['WebP', /^RIFF....WEBP/s],
  ['AVIF', /^....ftypavi[fs]/s],
  ['HEIC', /^....ftyp(he[iv][cmsx]|mif1|msf1)/s],
  ['TIFF', /^(II\*\0|MM\0\*)/],
  ['BMP', /^BM/],
  ['PDF', /^%PDF/],
  ['SVG', /^\s*(<\?xml|<svg)/],
];

/** Throws IMAGE_SIGNATURE, with the format if it is recognised, unless the bytes start like a PNG file. */
export function requirePngSignature(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw signatureError(`${name}: file is empty, expected PNG or JPEG`);
  const start = Buffer.from(bytes.subarray(0, 64));
  if (start.subarray(0, SIGNATURE_BYTES).equals(SIGNATURE)) return;

  const text = start.toString('latin1');
  if (/^\x89PNG/.test(text)) {
    const isCut = bytes.length < SIGNATURE_BYTES;
    const what = isCut ? `ends after ${bytes.length} bytes` : 'line endings were changed by a text-mode transfer';
    throw signatureError(`${name}: ${what}`, 'copy or send the file again, as binary data');
  }
  if (/^(\xef\xbf\xbd|\xc2\x89|\t)PNG/.test(text)) {
    throw signatureError(`${name}: was damaged by a program that treated it as text`, 'copy or send the file again');
  }
  const other = OTHERS.find(([, pattern]) => pattern.test(text));
  const hex = start.subarray(0, 4).toString('hex').replace(/..\B/g, '$& ');
  throw signatureError(`${name}: starts with ${hex}${other ? ` (${other[0]})` : ''}, expected PNG or JPEG`);
}

function signatureError(
  message: string,
  hint = 'open it in an image program and save or export it as PNG or JPEG',
): TrainerError {
  return new TrainerError('IMAGE_SIGNATURE', message, { hint });
}
