import { join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { quantity } from '../../quantity.js';
import { parseMirror } from '../download/mirror.js';
import type { DownloadedEntry, KnownFile } from '../entry.js';
import type { LoadOptions, ObtainedFile } from '../load-options.js';
import { type CacheSearch, findCached, openCacheFolder, removeStaleParts, storeInCache } from './cache.js';
import { verifyKnown } from './verify.js';

/**
 * The files of a published dataset: valid files from the cache; the others are downloaded into it. Throws `DOWNLOAD_…` or
 * `CACHE_…`; with `offline`, also the error of an invalid file.
 */
export async function obtainKnownFiles(
  entry: Pick<DownloadedEntry, 'files' | 'mirrors'>,
  options: LoadOptions,
): Promise<ObtainedFile[]> {
  const folder = join(options.dataDir, options.dataset);
  const folders = [folder, options.dataDir];
  const searches = await Promise.all(entry.files.map((file) => findCached(file, folders, verifyKnown(file))));
  await removeStaleParts(folder);
  let mirrors: readonly URL[] | undefined;
  const obtained: ObtainedFile[] = [];
  for (const [i, file] of entry.files.entries()) {
    options.signal?.throwIfAborted();
    const search = searches[i];
    reportFaults(search, options);
    if (search.found !== undefined) {
      obtained.push(search.found);
      continue;
    }
    if (options.offline) throw offlineError(file, search, folder);
    mirrors ??= (options.mirrors?.length ? options.mirrors : entry.mirrors).map(parseMirror);
    const { mirror, ...downloaded } = await downloadFile(file, folder, mirrors, options);
    // A mirror that has one file probably has all four, so it comes first for the next file.
    mirrors = [mirror, ...mirrors.filter((other) => other !== mirror)];
    obtained.push(downloaded);
  }
  return obtained;
}

async function downloadFile(
  file: KnownFile,
  folder: string,
  mirrors: readonly URL[],
  options: LoadOptions,
): Promise<ObtainedFile & { mirror: URL }> {
  const fileName = `${file.name}.gz`;
  const total = file.packedBytes;
  const verify = verifyKnown(file);
  const { download } = await import('../download/download.js');
  // Checked before the download, so that no download is wasted.
  await openCacheFolder(folder);
  const { mirror, bytes, accepted } = await download(fileName, {
    mirrors,
    // Another program's packing may be larger than the official one, but not larger than the unpacked file.
    maxBytes: file.idxSha256 === undefined ? total : Math.max(total, file.idxBytes),
    accept: (received, url) => verify(received, true, url),
    hint: `name another folder of the files with --mirror, copy them to ${folder}, or use dataset: strokes`,
    deadlines: options.deadlines,
    signal: options.signal,
    onBytes: (done) => options.onProgress?.({ kind: 'download', file: fileName, done, total: Math.max(done, total) }),
  });
  await storeInCache(join(folder, fileName), folder, bytes);
  const from = new URL(fileName, mirror).href;
  options.onNotice?.(`downloaded ${from} (${quantity(bytes.length, 'byte')})`);
  return { name: file.name, origin: 'download', from, bytes: bytes.length, mirror, ...accepted };
}

function reportFaults({ found, faults }: CacheSearch, options: LoadOptions): void {
  if (found === undefined && options.offline) return;
  const remedy = found === undefined ? 'downloading it again' : `using ${found.from}`;
  for (const fault of faults) options.onNotice?.(`${fault.message}; ${remedy}`);
}

function offlineError(file: KnownFile, { faults }: CacheSearch, folder: string): TrainerError {
  const place = 'copy the four files there from another machine, or use dataset: strokes, which needs no network';
  if (faults.length > 0) {
    const [{ code, message }] = faults;
    return new TrainerError(code, `${message}, and downloading it again is off`, {
      hint: `run without --offline and it will be replaced, or ${place}`,
    });
  }
  return new TrainerError('DOWNLOAD_OFFLINE', `${file.name}.gz is not in ${folder}, and downloading is off`, {
    hint: `run mnist-train fetch once with a network, ${place}`,
  });
}
