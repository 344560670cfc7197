import { access, constants, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, TrainerError } from '../../errors.js';
import { makeFolder, PART_FILE, writeFileAtomic } from '../../files/atomic-write.js';
import { errorNumber, fileReason, readRegularFile } from '../../files/read-file.js';
import type { IdxFile } from '../entry.js';
import { MAX_IDX_BYTES } from '../idx/idx.js';
import type { ObtainedFile } from '../load-options.js';
import type { Verify } from './verify.js';

/** What a search came to: the file, if any, and what is wrong with those that were looked at before it. */
export interface CacheSearch {
  readonly found?: ObtainedFile;
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
      const bytes = await readCached(path);
      if (bytes === undefined) continue;
      const verified = await verify(bytes, path.endsWith('.gz'), path);
      return { found: { name: file.name, origin: 'cache', from: path, bytes: bytes.length, ...verified }, faults };
    } catch (error) {
      if (!(error instanceof TrainerError)) throw error;
      faults.push(error);
    }
  }
  return { faults };
}

/** The bytes of a file in the cache; undefined if there is none. Throws `CACHE_READ`. */
export async function readCached(path: string, maxBytes = MAX_IDX_BYTES): Promise<Uint8Array | undefined> {
  try {
    return await readRegularFile(path, maxBytes);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorNumber(error))) return undefined;
    throw new TrainerError('CACHE_READ', `${path}: ${fileReason(error)}`, { cause: error });
  }
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

const CHOOSE = 'choose another folder with --data-dir';

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'CACHE_FULL',
  EDQUOT: 'CACHE_FULL',
  EACCES: 'CACHE_DENIED',
  EPERM: 'CACHE_DENIED',
  EROFS: 'CACHE_READ_ONLY',
  ENOTDIR: 'CACHE_FOLDER',
  EEXIST: 'CACHE_FOLDER',
  ENOENT: 'CACHE_FOLDER',
};

/** Why nothing can be stored at a path, as a `CACHE_…` error; an error that is not the file system's stays as it is. */
export function cacheFault(error: unknown, path: string): unknown {
  const name = errorNumber(error);
  if (name === '') return error;
  const reason = name === 'ENOENT' ? 'cannot be made (is the disk read-only, or a link broken?)' : fileReason(error);
  const hint = CODES[name] === 'CACHE_FULL' ? `free some space, or ${CHOOSE}` : CHOOSE;
  return new TrainerError(CODES[name] ?? 'CACHE_WRITE', `${path}: ${reason}`, { hint, cause: error });
}
