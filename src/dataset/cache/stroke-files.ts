import { join } from 'node:path';
import { handled, TrainerError } from '../../errors.js';
import { mapConcurrently } from '../../files/map-concurrently.js';
import { type IdxFile, MNIST_FILES } from '../entry.js';
import { packGzip } from '../idx/gzip.js';
import { unpackIdx } from '../idx/unpack-idx.js';
import type { LoadOptions, ObtainedFile } from '../load-options.js';
import { STROKES } from '../strokes/counts.js';
import { readCached, removeStaleParts, storeInCache } from './cache.js';
import { drawFiles, generatorVersion } from './drawn-files.js';
import { sha256 } from './verify.js';

const SUMS = 'SHA256SUMS';

/**
 * Files of the built-in digits: from the cache if the checksums match, otherwise all four are drawn and stored. If the
 * cache cannot be written, the user gets a notice and the next start draws again. Throws the signal's reason, and with
 * `mustStore` also `CACHE_…`.
 */
export async function obtainStrokes(wanted: readonly IdxFile[], options: LoadOptions): Promise<ObtainedFile[]> {
  const counts = {
    train: Math.min(options.limit?.train ?? STROKES.train, STROKES.train),
    test: Math.min(options.limit?.test ?? STROKES.test, STROKES.test),
  };
  const full = counts.train === STROKES.train && counts.test === STROKES.test;
  const folder = join(options.dataDir, full ? 'strokes' : `strokes-${counts.train}-${counts.test}`);
  const title = `# strokes, generator ${generatorVersion()}, seed 0, ${counts.train} + ${counts.test} images`;
  await removeStaleParts(folder);
  try {
    const stored = await readStored(wanted, folder, title);
    if (stored !== undefined) return stored;
  } catch (error) {
    options.onNotice?.(`${handled(error, TrainerError).message}; drawing the digits again`);
  }
  let files = await drawFiles(counts, folder, options);
  try {
    files = await store(files, folder, title);
  } catch (error) {
    const fault = handled(error, TrainerError);
    if (options.mustStore) throw fault;
    options.onNotice?.(
      `${fault.message}; the digits were drawn but could not be stored, so the next start draws them again`,
    );
  }
  return wanted.map((file) => files[MNIST_FILES.indexOf(file)]);
}

/** Stored digits; undefined if there are none. Throws a TrainerError if they are damaged or from another version. */
async function readStored(
  wanted: readonly IdxFile[],
  folder: string,
  title: string,
): Promise<ObtainedFile[] | undefined> {
  const sums = readCached(join(folder, SUMS), 4096);
  if (sums === undefined) return undefined;
  const [firstLine, ...lines] = Buffer.from(sums).toString('utf8').split('\n');
  if (firstLine !== title) {
    throw new TrainerError('HASH_VERSION', `${join(folder, SUMS)}: made by another version of the generator`);
  }
  return mapConcurrently(wanted, async (file): Promise<ObtainedFile> => {
    const from = join(folder, `${file.name}.gz`);
    const packed = readCached(from);
    if (packed === undefined) throw new TrainerError('CACHE_READ', `${from}: no such file`);
    const packedSha256 = sha256(packed);
    if (!lines.includes(sumLine(packedSha256, file))) {
      throw new TrainerError('HASH_MISMATCH', `${from}: SHA-256 is not the one in ${SUMS}`);
    }
    const idx = await unpackIdx(packed, file.kind, from);
    return { name: file.name, origin: 'cache', from, bytes: packed.length, packedSha256, idx, sha256: sha256(idx) };
  });
}

/** Writes the checksums last, so a folder without them is known to be incomplete. */
async function store(files: readonly ObtainedFile[], folder: string, title: string): Promise<ObtainedFile[]> {
  const packed = await Promise.all(files.map(({ idx }) => packGzip(idx)));
  await Promise.all(files.map(({ from }, i) => storeInCache(from, folder, packed[i])));
  const hashes = packed.map(sha256);
  const lines = files.map((file, i) => sumLine(hashes[i], file));
  await storeInCache(join(folder, SUMS), folder, `${[title, ...lines].join('\n')}\n`);
  return files.map((file, i) => ({ ...file, bytes: packed[i].length, packedSha256: hashes[i] }));
}

function sumLine(packedSha256: string, { name }: { readonly name: string }): string {
  return `${packedSha256}  ${name}.gz`;
}
