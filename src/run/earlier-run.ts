import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TrainerError } from '../errors.js';
import { fileReason, readTextFile } from '../files/read-file.js';
import type { Checkpoint } from './checkpoint.js';
import { readCheckpoint, removeCheckpoints } from './checkpoint-files.js';

/** A run that was started before, in its folder. */
export interface EarlierRun {
  readonly path: string;
  readonly isFinished: boolean;
  /** Where to go on; undefined at the beginning. */
  readonly checkpoint?: Checkpoint | undefined;
  readonly notices: readonly string[];
}

/** Looks into the folder of `--resume`. Throws RESUME_… if there is no run to go on with. */
export async function findRun(path: string): Promise<EarlierRun> {
  requireRunFolder(path);
  const hasModel = existsSync(join(path, 'model.json'));
  const status = await statusOf(path);
  if (hasModel && status === 'finished') {
    removeCheckpoints(path); // a run killed just before it did so itself
    return { path, isFinished: true, notices: [] };
  }
  const found = await readCheckpoint(path);
  // A run without checkpoints that was killed between model.json and run.json also has a model; it starts anew.
  if (!found && hasModel && status !== 'failed' && existsSync(join(path, 'run.json'))) {
    const text =
      status === undefined
        ? `${join(path, 'run.json')}: cannot be read, and there is no checkpoint to go on from`
        : `${path}: has a model but no checkpoint to go on from`;
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

/** What `run.json` says of a run that has ended: `finished`, `interrupted` or `failed`; undefined if it cannot be read. */
export async function statusOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFile(join(path, 'run.json'), MAX_STATUS_BYTES)).status;
  } catch {
    return undefined;
  }
}
