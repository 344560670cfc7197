import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { count } from '../cli/text/numbers.js';
import { TrainerError } from '../errors.js';
import { fileReason, readTextFile } from '../files/read-file.js';
import type { Checkpoint } from './checkpoint.js';
import { readCheckpoint, removeCheckpoints } from './folder.js';

/** A run that was started before, in its folder. */
export interface EarlierRun {
  readonly path: string;
  readonly config: string;
  readonly isFinished: boolean;
  /** Where to go on; undefined at the beginning. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What the user ought to know of its checkpoints. */
  readonly notices: readonly string[];
}

/** Looks into the folder of `--resume`. Throws RESUME_… where there is no run to go on with. */
export async function findRun(path: string): Promise<EarlierRun> {
  requireRunFolder(path);
  const config = join(path, 'config.json');
  const hasModel = existsSync(join(path, 'model.json'));
  const status = await statusOf(path);
  if (hasModel && status === 'finished') {
    removeCheckpoints(path); // those of a run that was killed just before it could do so
    return { path, config, isFinished: true, notices: [] };
  }
  const found = await readCheckpoint(path);
  // killed between its model and its last word, a run without checkpoints has a model too, and begins anew
  if (!found && hasModel && status === 'interrupted') {
    throw new TrainerError('RESUME_CHECKPOINT', `${path}: has a model but no checkpoint to go on from`);
  }
  const notices = (found?.damaged ?? []).map((sentence) => `${sentence}; resuming from ${found?.name}`);
  if (!found) notices.push(`${path}: no checkpoint yet, starting from the beginning`);
  return { path, config, isFinished: false, checkpoint: found?.checkpoint, notices };
}

/** Throws RESUME_CONFIG, with the first difference, unless a run's settings and data are those of its checkpoint. */
export function requireSameSettings(path: string, before: unknown, now: unknown): void {
  const difference = firstDifference(before, now, []);
  if (!difference) return;
  const name = difference.path.join('.').replace(/^config\./, '');
  const [was, is] = [difference.before, difference.now].map((value) => JSON.stringify(value) ?? 'not set');
  throw new TrainerError('RESUME_CONFIG', `${path}: ${name} was ${was}, now ${is}`, {
    hint: 'a run is resumed as it was; to change it, start it anew with --config',
  });
}

export function resumeText({ path }: EarlierRun, done: number, iterations: number): string {
  return `resuming ${path} after iteration ${count(done)} of ${count(iterations)}`;
}

function requireRunFolder(path: string): void {
  const hint = 'give the folder that a training run wrote, for example runs/book-ch05';
  const stats = statsOf(path);
  if (!stats) throw new TrainerError('RESUME_FOLDER', `${path}: no such folder`, { hint });
  if (!stats.isDirectory()) {
    throw new TrainerError('RESUME_FOLDER', `${path}: not a folder`, { hint: `--resume ${dirname(path)}` });
  }
  if (existsSync(join(path, 'config.json'))) return;
  throw new TrainerError('RESUME_FOLDER', `${path}: no run was started here (there is no config.json)`, { hint });
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new TrainerError('RESUME_FOLDER', `${path}: ${fileReason(error)}`, { cause: error });
  }
}

/** `run.json` has a few hundred. */
const MAX_STATUS_BYTES = 65_536;

/** The status that `run.json` tells; undefined where it tells none. */
async function statusOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFile(join(path, 'run.json'), MAX_STATUS_BYTES)).status;
  } catch {
    return undefined;
  }
}

interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly now: unknown;
}

function firstDifference(before: unknown, now: unknown, path: readonly string[]): Difference | undefined {
  if (!isMapping(before) || !isMapping(now)) {
    return JSON.stringify(before) === JSON.stringify(now) ? undefined : { path, before, now };
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const difference = firstDifference(before[key], now[key], [...path, key]);
    if (difference) return difference;
  }
  return undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
