import { access, constants, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorCode, handled, TrainerError } from '../../errors.js';
import { makeFolder, PART_FILE, writeFileAtomic } from '../../files/atomic-write.js';
import { fileReason, readRegularFileSync, systemErrorCode } from '../../files/read-file.js';
import type { IdxFile } from '../entry.js';
import { MAX_IDX_BYTES } from '../idx/idx.js';
import type { ObtainedFile } from '../load-options.js';
import type { Verify } from './verify.js';

/** Result of a search: the valid file, if there is one, and the errors of the invalid files before it. */
export interface CacheSearch {
  readonly found?: ObtainedFile;
  readonly faults: readonly TrainerError[];
}

const STALE_MS = 60 * 60 * 1000;

/** Searches each folder for a file, packed or unpacked. Returns the first one that `verify` accepts. */
export async function findCached(file: IdxFile, folders: readonly string[], verify: Verify): Promise<CacheSearch> {
  const faults: TrainerError[] = [];
  // Some sites and `gunzip --name` write `train-images.idx3-ubyte`, the name in the gzip header.
  const names = [`${file.name}.gz`, file.name, file.name.replace('-idx', '.idx')];
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    try {
      const bytes = readCached(path);
      if (bytes === undefined) continue;
      const verified = await verify(bytes, path.endsWith('.gz'), path);
      return { found: { name: file.name, origin: 'cache', from: path, bytes: bytes.length, ...verified }, faults };
    } catch (error) {
      faults.push(handled(error, TrainerError));
    }
  }
  return { faults };
}

/** Reads a file in the cache; undefined if it does not exist. Throws `CACHE_READ`. */
export function readCached(path: string, maxBytes = MAX_IDX_BYTES): Uint8Array | undefined {
  try {
    return readRegularFileSync(path, maxBytes);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error))) return undefined;
    throw new TrainerError('CACHE_READ', `${path}: ${fileReason(error)}`, { cause: error });
  }
}

/** Creates the cache folder if necessary. Throws `CACHE_…` if files cannot be stored there. */
export async function openCacheFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw cacheFault(error, folder);
  }
}

/** Stores a file atomically. Throws `CACHE_…`. */
export async function storeInCache(path: string, folder: string, content: Uint8Array | string): Promise<void> {
  try {
    makeFolder(folder);
    await writeFileAtomic(path, content);
  } catch (error) {
    throw cacheFault(error, path);
  }
}

/** Removes temporary files older than an hour, left by killed processes. Younger ones may be in use. */
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

/** Turns a file system error into a `CACHE_…` error; returns other errors unchanged. */
export function cacheFault(error: unknown, path: string): unknown {
  const name = systemErrorCode(error);
  if (name === '') return error;
  const reason = name === 'ENOENT' ? 'cannot be created (is the disk read-only, or a link broken?)' : fileReason(error);
  const hint = CODES[name] === 'CACHE_FULL' ? `free some space, or ${CHOOSE}` : CHOOSE;
  return new TrainerError(CODES[name] ?? 'CACHE_WRITE', `${path}: ${reason}`, { hint, cause: error });
}
