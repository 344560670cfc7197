import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TrainerError } from '../errors.js';
import { fileReason, readTextFile } from '../files/read-file.js';
import type { Checkpoint } from './checkpoint.js';
import { readCheckpoint, removeCheckpoints } from './checkpoint-files.js';

/** An earlier run in its folder. */
export interface EarlierRun {
  readonly path: string;
  readonly isFinished: boolean;
  /** The checkpoint to resume from; undefined to start from the beginning. */
  readonly checkpoint?: Checkpoint | undefined;
  readonly notices: readonly string[];
}

/** Finds the run in the folder of `--resume`. Throws RESUME_… if it cannot be resumed. */
export async function findRun(path: string): Promise<EarlierRun> {
  requireRunFolder(path);
  const hasModel = existsSync(join(path, 'model.json'));
  const status = await statusOf(path);
  if (hasModel && status === 'finished') {
    removeCheckpoints(path); // in case the run was killed before it removed them
    return { path, isFinished: true, notices: [] };
  }
  const found = await readCheckpoint(path);
  // Without run.json the process was killed while it ended: start from the beginning.
  if (!found && hasModel && status !== 'failed' && existsSync(join(path, 'run.json'))) {
    const text =
      status === undefined
        ? `${join(path, 'run.json')}: cannot be read, and there is no checkpoint to resume from`
        : `${path}: has a model but no checkpoint to resume from`;
    throw new TrainerError('RESUME_CHECKPOINT', text);
  }
  const notices = (found?.damaged ?? []).map((sentence) => `${sentence}; resuming from ${found?.name}`);
  if (!found) notices.push(`${path}: no checkpoint yet, starting from the beginning`);
  return { path, isFinished: false, checkpoint: found?.checkpoint, notices };
}

function requireRunFolder(path: string): void {
  const hint = 'give the folder that a training run wrote, for example runs/book-ch05';
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new TrainerError('RESUME_FOLDER', `${path}: ${fileReason(error)}`, { cause: error });
  }
  if (!stats) throw new TrainerError('RESUME_FOLDER', `${path}: no such folder`, { hint });
  if (!stats.isDirectory()) {
    throw new TrainerError('RESUME_FOLDER', `${path}: not a folder`, { hint: `--resume ${dirname(path)}` });
  }
  if (existsSync(join(path, 'config.json'))) return;
  throw new TrainerError('RESUME_FOLDER', `${path}: no run was started here (there is no config.json)`, { hint });
}

const MAX_STATUS_BYTES = 65_536;

/** The status in `run.json`: `finished`, `interrupted` or `failed`; undefined if it cannot be read. */
export async function statusOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFile(join(path, 'run.json'), MAX_STATUS_BYTES)).status;
  } catch {
    return undefined;
  }
}
