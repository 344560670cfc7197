import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TrainerError } from '../errors.js';
import { PART_FILE } from '../files/atomic-write.js';
import { fileReason, readTextFile } from '../files/read-file.js';
import { type Checkpoint, checkpointFromJson } from './checkpoint.js';
import { removeFiles } from './free-folder.js';
import { writing } from './output-error.js';

/** `checkpoint-000600.json`: after 600 updates. */
const CHECKPOINT = /^checkpoint-(\d{6,})\.json$/;
const KEPT_CHECKPOINTS = 2;
/** Holds the largest net that a config allows: parameters, two arrays of Adam, moving average and best, in base64. */
const MAX_CHECKPOINT_BYTES = 320 * 2 ** 20;

export function checkpointFile(iteration: number): string {
  return `checkpoint-${String(iteration).padStart(6, '0')}.json`;
}

/**
 * Reads the newest readable checkpoint of a run. `damaged` has a sentence for each newer one that cannot be read.
 * Undefined if there is no checkpoint. Throws RESUME_CHECKPOINT if none of them can be read.
 */
export async function readCheckpoint(
  path: string,
): Promise<{ checkpoint: Checkpoint; name: string; damaged: string[] } | undefined> {
  const damaged: string[] = [];
  for (const name of writing(path, () => checkpointNames(path))) {
    const file = join(path, name);
    try {
      const text = await readTextFile(file, MAX_CHECKPOINT_BYTES);
      return { checkpoint: checkpointFromJson(text, file), name, damaged };
    } catch (error) {
      damaged.push(error instanceof TrainerError ? error.message : `${file}: ${fileReason(error)}`);
    }
  }
  if (damaged.length === 0) return undefined;
  throw new TrainerError('RESUME_CHECKPOINT', damaged.join('; '));
}

export function removeOldCheckpoints(path: string): void {
  writing(path, () => {
    for (const old of checkpointNames(path).slice(KEPT_CHECKPOINTS)) rmSync(join(path, old), { force: true });
  });
}

/** Removes the checkpoints of a finished run, and the temporary files of interrupted writes. */
export function removeCheckpoints(path: string): void {
  writing(path, () => removeFiles(path, (name) => CHECKPOINT.test(name) || PART_FILE.test(name)));
}

function checkpointNames(path: string): string[] {
  const iteration = (name: string) => Number(name.replace(/\D/g, ''));
  return readdirSync(path)
    .filter((name) => CHECKPOINT.test(name))
    .sort((a, b) => iteration(b) - iteration(a));
}
