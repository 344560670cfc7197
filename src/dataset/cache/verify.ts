import { createHash } from 'node:crypto';
import { TrainerError } from '../../errors.js';
import { DATASETS } from '../catalogue.js';
import type { DatasetEntry, IdxFile, KnownFile } from '../entry.js';
import { unpackIdx } from '../idx/unpack-idx.js';
import type { ObtainedFile } from '../load-options.js';

/** Checks a file's content. Throws a TrainerError that calls the file `name`. */
export type Verify = (
  bytes: Uint8Array,
  packed: boolean,
  name: string,
) => Promise<Pick<ObtainedFile, 'idx' | 'sha256' | 'packedSha256'>>;

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * A check against the catalogue: the official packed file by its hash, other packings by the hash of the unpacked file.
 * Throws `HASH_…` for other content, and `GZIP_…` or `IDX_…` for a damaged file.
 */
export function verifyKnown(file: KnownFile): Verify {
  return async (bytes, packed, name) => {
    if (!packed) {
      const own = sha256(bytes);
      if (own === file.idxSha256) return { idx: bytes, sha256: own };
      if (file.idxSha256 !== undefined) throw mismatch(name, own, file.idxSha256);
      const hint = `pack it as it was published, or fetch ${file.name}.gz`;
      throw new TrainerError('HASH_UNKNOWN', `${name}: only the hash of the packed file is known`, { hint });
    }
    const unpacking = unpackIdx(bytes, file.kind, name, file.packedBytes);
    unpacking.catch(() => undefined); // not awaited if the hash is that of another known file
    const own = sha256(bytes); // while another thread unpacks
    const official = own === file.packedSha256;
    if (!official && identify(own) !== undefined) throw mismatch(name, own, file.packedSha256);
    const idx = await unpacking;
    if (official) return { packedSha256: own, idx, sha256: file.idxSha256 ?? sha256(idx) };
    if (file.idxSha256 === undefined) throw mismatch(name, own, file.packedSha256);
    const content = sha256(idx);
    if (content !== file.idxSha256) throw mismatch(name, content, file.idxSha256);
    return { packedSha256: own, idx, sha256: content };
  };
}

/** A check for files without known hashes: packed files must be valid gzip. `parseIdx` checks the IDX format later. */
export function verifyFormat(file: IdxFile): Verify {
  return async (bytes, packed, name) => {
    if (!packed) return { idx: bytes, sha256: sha256(bytes) };
    const idx = await unpackIdx(bytes, file.kind, name);
    return { packedSha256: sha256(bytes), idx, sha256: sha256(idx) };
  };
}

function mismatch(name: string, got: string, expected: string): TrainerError {
  const known = identify(got);
  const text = `SHA-256 ${abbreviated(got)}, expected ${abbreviated(expected)}`;
  return new TrainerError('HASH_MISMATCH', `${name}: ${text}${known === undefined ? '' : `; this is ${known}`}`, {
    hint: 'delete it and fetch it again',
  });
}

/** The file in the catalogue with this hash, if any: a wrong file is often another known file. */
function identify(hash: string): string | undefined {
  for (const [dataset, entry] of Object.entries<DatasetEntry>(DATASETS)) {
    if (entry.source !== 'download') continue;
    const file = entry.files.find(({ packedSha256, idxSha256 }) => packedSha256 === hash || idxSha256 === hash);
    if (file !== undefined) return `${file.name} of ${dataset}`;
  }
  return undefined;
}

function abbreviated(hash: string): string {
  return `${hash.slice(0, 12)}…${hash.slice(-4)}`;
}
