import { join } from 'node:path';
import { TrainerError } from '../../errors.js';
import { IDX_FILES, type IdxFile } from '../catalogue.js';
import type { LoadOptions, ObtainedFile } from '../load-options.js';
import { findCached } from './cache.js';
import { fromCache } from './known-files.js';
import { verifyFormat } from './verify.js';

/** IDX files of one's own, packed or not, in `dataDir` or `dataDir/custom`; throws `CACHE_MISSING` or the fault. */
export async function obtainCustomFiles(wanted: readonly IdxFile[], options: LoadOptions): Promise<ObtainedFile[]> {
  const folders = [options.dataDir, join(options.dataDir, 'custom')];
  return Promise.all(
    wanted.map(async (file) => {
      const { found, faults } = await findCached(file, folders, verifyFormat(file));
      if (faults.length > 0) throw faults[0];
      if (found !== undefined) return fromCache(file, found);
      throw new TrainerError('CACHE_MISSING', `${file.name} is not in ${options.dataDir}, packed or unpacked`, {
        hint: `dataset: custom wants ${IDX_FILES.map(({ name }) => name).join(', ')}, each with or without .gz`,
      });
    }),
  );
}
