import { access, constants, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { makeFolder, PART_FILE, writeFileAtomic } from '../../files/atomic-write.js';
import { errorNumber, fileReason, readRegularFile } from '../../files/read-file.js';
import type { IdxFile } from '../entry.js';
import { MAX_IDX_BYTES } from '../idx/idx.js';
import { cacheFault } from './cache-fault.js';
import type { VerifiedFile, Verify } from './verify.js';

/** A file that was found and is what it should be. */
export interface CachedFile extends VerifiedFile {
  readonly path: string;
  /** As stored. */
  readonly bytes: number;
}

/** What a search came to: the file, if any, and what is wrong with those that were looked at before it. */
export interface CacheSearch {
  readonly found?: CachedFile;
  readonly faults: readonly TrainerError[];
}

const STALE_MS = 60 * 60 * 1000;

/** Looks for a file packed, then unpacked, in each folder in turn; `verify` is asked about every one found. */
export async function findCached(file: IdxFile, folders: readonly string[], verify: Verify): Promise<CacheSearch> {
  const faults: TrainerError[] = [];
  // The file's own header calls it `train-images.idx3-ubyte`, so `gunzip --name` and some sites do too.
  const names = [`${file.name}.gz`, file.name, file.name.replace('-idx', '.idx')];
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    try {
      const bytes = await readRegularFile(path, MAX_IDX_BYTES);
      const verified = await verify(bytes, path.endsWith('.gz'), path);
      return { found: { ...verified, path, bytes: bytes.length }, faults };
    } catch (error) {
      const missing = ['ENOENT', 'ENOTDIR'].includes(errorNumber(error));
      if (!missing) faults.push(readFault(error, path));
    }
  }
  return { faults };
}

/** Makes the folder if need be; throws `CACHE_…` at once when nothing could be stored there. */
export async function openCacheFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw cacheFault(error, folder);
  }
}

/** Stores a file whole or not at all; throws `CACHE_…`. */
export async function storeInCache(path: string, folder: string, content: Uint8Array | string): Promise<void> {
  try {
    makeFolder(folder);
    await writeFileAtomic(path, content);
  } catch (error) {
    throw cacheFault(error, path);
  }
}

/** Removes what processes killed over an hour ago left half written; younger ones may still be at work. */
export async function removeStaleParts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((candidate) => PART_FILE.test(candidate))) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats !== undefined && Date.now() - stats.mtimeMs > STALE_MS) await unlink(path).catch(() => undefined);
  }
}

/** A fault that is about one file; a bug of ours is thrown on. */
function readFault(error: unknown, path: string): TrainerError {
  if (error instanceof TrainerError) return error;
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) throw error;
  return new TrainerError('CACHE_READ', `${path}: ${fileReason(error)}`, { cause: error });
}
