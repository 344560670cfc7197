import { TrainerError } from '../../errors.js';
import { isGzip, peekGzip, unpackGzip } from './gzip.js';
import { type IdxKind, idxHeaderBytes, MAX_IDX_BYTES, readIdxHeader } from './idx.js';

/**
 * Unpacks a packed IDX file. The header is read first and limits the output, so neither a wrong count nor a decompression
 * bomb uses much memory. fullSize: size of the complete packed file, if known. Throws `GZIP_…` and `IDX_…`, calling the
 * file `name`.
 */
export async function unpackIdx(
  packed: Uint8Array,
  kind: IdxKind,
  name: string,
  fullSize?: number,
): Promise<Uint8Array> {
  const start = peekGzip(packed, idxHeaderBytes(kind), name);
  if (isGzip(start)) {
    const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
    const hint = 'unpack it once with gunzip';
    throw new TrainerError('IDX_MAGIC', `${name}: got 0x${magic}; the data is compressed twice`, { hint });
  }
  // A damaged or very short file has no complete header; unpacking it gives the error.
  const whole = start.length === idxHeaderBytes(kind);
  return unpackGzip(packed, whole ? readIdxHeader(start, kind, name).bytes : MAX_IDX_BYTES, name, fullSize);
}
