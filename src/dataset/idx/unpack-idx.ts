import { TrainerError } from '../../errors.js';
import { glanceIntoGzip, isGzip, unpackGzip } from './gzip.js';
import { type IdxKind, idxHeaderBytes, MAX_IDX_BYTES, readIdxHeader } from './idx.js';

/**
 * The IDX bytes of a packed file. The header is read first and the output bounded by the size it declares, so that
 * neither a false count nor a bomb costs memory. fullSize: packed bytes a whole file has, when known.
 * Throws `GZIP_…` and `IDX_…`, calling the file by `name`.
 */
export async function unpackIdx(
  packed: Uint8Array,
  kind: IdxKind,
  name: string,
  fullSize?: number,
): Promise<Uint8Array> {
  const start = glanceIntoGzip(packed, idxHeaderBytes(kind), name);
  if (isGzip(start)) {
    const magic = Buffer.from(start.subarray(0, 4)).toString('hex');
    const hint = 'unpack it once with gunzip';
    throw new TrainerError('IDX_MAGIC', `${name}: got 0x${magic}; the data is compressed twice`, { hint });
  }
  // A damaged or very short file shows no whole header; unpacking it says what is wrong.
  const whole = start.length === idxHeaderBytes(kind);
  return unpackGzip(packed, whole ? readIdxHeader(start, kind, name).bytes : MAX_IDX_BYTES, name, fullSize);
}
