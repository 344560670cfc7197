import { join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { mapConcurrently } from '../../files/map-concurrently.js';
import { type IdxFile, MNIST_FILES } from '../entry.js';
import type { LoadOptions, ObtainedFile } from '../load-options.js';
import { findCached } from './cache.js';
import { verifyFormat } from './verify.js';

/**
 * The user's IDX files, packed or unpacked, from `dataDir` or `dataDir/custom`. Throws `CACHE_MISSING`, or the error of an
 * invalid file.
 */
export async function obtainCustomFiles(wanted: readonly IdxFile[], options: LoadOptions): Promise<ObtainedFile[]> {
  const folders = [options.dataDir, join(options.dataDir, 'custom')];
  return mapConcurrently(wanted, async (file) => {
    const { found, faults } = await findCached(file, folders, verifyFormat(file));
    if (faults.length > 0) throw faults[0];
    if (found !== undefined) return found;
    throw new TrainerError('CACHE_MISSING', `${file.name} is not in ${options.dataDir}, packed or unpacked`, {
      hint: `dataset: custom needs ${MNIST_FILES.map(({ name }) => name).join(', ')}, each with or without .gz`,
    });
  });
}
