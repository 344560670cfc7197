import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TrainerError } from '../errors.js';
import { makeFolder, PART_FILE, writeFileAtomic } from '../files/atomic-write.js';
import { CsvFile } from '../files/csv.js';
import { errorNumber, fileReason, readTextFile } from '../files/read-file.js';
import { grouped, quantity } from '../quantity.js';
import type { AccuracyRecord } from '../training/records.js';
import { type Checkpoint, checkpointFromJson, checkpointToJson } from './checkpoint.js';

const FILES = ['config.json', 'loss.csv', 'accuracy.csv', 'model.json', 'report.html', 'run.json'] as const;
const LOSS_COLUMNS = ['iteration', 'epoch', 'loss'];
const ACCURACY_COLUMNS = ['iteration', 'epoch', 'train_accuracy'];

/** `checkpoint-000600.json`: after 600 updates. */
const CHECKPOINT = /^checkpoint-(\d{6,})\.json$/;
const KEPT_CHECKPOINTS = 2;
/** A net of the largest size a config allows, Adam's two arrays and a moving average for each of its own, in base64. */
const MAX_CHECKPOINT_BYTES = 256 * 2 ** 20;

/** The images whose accuracy is recorded beside that of the training images. */
export type Unseen = 'test' | 'validation';

/** The folder one run writes to. */
export class RunFolder {
  readonly path: string;
  readonly #loss: CsvFile;
  readonly #accuracy: CsvFile;

  private constructor(path: string, loss: CsvFile, accuracy: CsvFile) {
    this.path = path;
    this.#loss = loss;
    this.#accuracy = accuracy;
  }

  /**
   * Makes the folder, or with files in it already the next free one: `dir`, `dir-2`, `dir-3` …; with `force` the
   * files of an earlier run are replaced. Throws OUTPUT_… when it cannot be written.
   */
  static create(dir: string, { force = false, unseen = 'test' }: { force?: boolean; unseen?: Unseen } = {}): RunFolder {
    return firstFree(dir, force, isOfARun, (path) => RunFolder.#start(path, unseen));
  }

  /** Begins a run anew in its own folder, which it had to leave before it made a checkpoint. */
  static restart(path: string, unseen: Unseen = 'test'): RunFolder {
    return writing(path, () => {
      removeFiles(path, (name) => name !== 'config.json' && isOfARun(name));
      return RunFolder.#start(path, unseen);
    });
  }

  /**
   * Goes on in a folder where a checkpoint was made: the CSV files are cut back to what they were. Throws RESUME_CSV if
   * they are shorter than that, OUTPUT_… when they cannot be written.
   */
  static reopen(path: string, { lengths }: Checkpoint): RunFolder {
    return writing(path, () => {
      const [loss, accuracy] = (['loss.csv', 'accuracy.csv'] as const).map((name) => {
        const file = join(path, name);
        const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
        if (size >= lengths[name]) return CsvFile.reopen(file, lengths[name]);
        const sizes = `${grouped(size)} of ${quantity(lengths[name], 'byte')}`;
        throw new TrainerError('RESUME_CSV', `${file}: shorter than the checkpoint needs, ${sizes}`);
      });
      return new RunFolder(path, loss, accuracy);
    });
  }

  static #start(path: string, unseen: Unseen): RunFolder {
    const loss = CsvFile.create(join(path, 'loss.csv'), LOSS_COLUMNS);
    const columns = [...ACCURACY_COLUMNS, `${unseen}_accuracy`];
    return new RunFolder(path, loss, CsvFile.create(join(path, 'accuracy.csv'), columns));
  }

  writeLoss(row: { iteration: number; epoch: number; loss: number }): void {
    writing(this.path, () => this.#loss.write([row.iteration, row.epoch, row.loss]));
  }

  /** The last number is that of the images the folder was created for. */
  writeAccuracy(row: Omit<AccuracyRecord, 'kind' | 'loss'>): void {
    const unseen = row.validationAccuracy ?? row.testAccuracy ?? Number.NaN;
    writing(this.path, () => this.#accuracy.write([row.iteration, row.epoch, row.trainAccuracy, unseen]));
  }

  /** Writes a whole file, or leaves none. */
  async writeFile(name: string, text: string): Promise<void> {
    try {
      await writeFileAtomic(join(this.path, name), text);
    } catch (error) {
      throw outputError(this.path, error);
    }
  }

  /** Saves a moment of the run, and removes the checkpoints before the last two. What it counts on is durable before it. */
  async writeCheckpoint(moment: Omit<Checkpoint, 'lengths'>): Promise<void> {
    this.sync();
    const lengths = { 'loss.csv': this.#loss.length, 'accuracy.csv': this.#accuracy.length };
    const name = `checkpoint-${String(moment.state.iteration).padStart(6, '0')}.json`;
    await this.writeFile(name, checkpointToJson({ ...moment, lengths }));
    writing(this.path, () => {
      for (const old of checkpointNames(this.path).slice(KEPT_CHECKPOINTS))
        rmSync(join(this.path, old), { force: true });
    });
  }

  /** Makes the curves durable as they are. */
  sync(): void {
    writing(this.path, () => {
      this.#loss.sync();
      this.#accuracy.sync();
    });
  }

  close(): void {
    this.#loss.close();
    this.#accuracy.close();
  }
}

/**
 * The newest checkpoint of a run that can be read; `damaged` are the sentences about newer ones that cannot. Undefined
 * where a run has made none yet. Throws RESUME_CHECKPOINT when there are some, but none that can be read.
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

const SEEDS_FILE = 'seeds.csv';
const SEED_FOLDER = /^seed-\d+$/;

/** The table of several runs in their folder. */
export function seedsFile(folder: string): string {
  return join(folder, SEEDS_FILE);
}

/**
 * Makes the folder of several runs that differ in their seeds, named as that of a run is, with an empty table; returns its
 * path. Throws OUTPUT_… when it cannot be written.
 */
export function createSeedsFolder(dir: string, columns: readonly string[], force: boolean): string {
  const own = (name: string) => name === SEEDS_FILE || isOfARun(name);
  return firstFree(dir, force, own, (path) => {
    for (const name of readdirSync(path)) if (SEED_FOLDER.test(name)) removeRun(join(path, name));
    CsvFile.create(join(path, SEEDS_FILE), columns).close();
    return path;
  });
}

/** Removes the files of a run, and its folder if nothing else is in it. */
function removeRun(path: string): void {
  removeFiles(path, isOfARun);
  if (readdirSync(path).length === 0) rmdirSync(path);
}

/** Removes what a run needed on the way, its checkpoints, and what interrupted writes left in its folder. */
export function removeCheckpoints(path: string): void {
  writing(path, () => removeFiles(path, (name) => CHECKPOINT.test(name) || PART_FILE.test(name)));
}

/**
 * Makes the folder and starts in it, or with files in it already in the next free one: `dir`, `dir-2`, `dir-3` …; with
 * `force` its files that are `own` are replaced. Of programs that come at once the one has it whose `start` creates its
 * first file.
 */
function firstFree<T>(dir: string, force: boolean, own: (name: string) => boolean, start: (path: string) => T): T {
  // of `runs/a/` too the next is `runs/a-2`, and of `.` it is beside the folder
  const base = /^[./\\]*$/.test(dir) ? resolve(dir) : dir.replace(/(?<=.)[/\\]+$/, '');
  return writing(base, () => {
    makeFolder(base);
    if (force) {
      removeFiles(base, own);
      return start(base);
    }
    for (let n = 1; ; n++) {
      const path = n === 1 ? base : `${base}-${n}`;
      try {
        makeFolder(path);
        if (readdirSync(path).length === 0) return start(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  });
}

/** Newest first. */
function checkpointNames(path: string): string[] {
  const iteration = (name: string) => Number(CHECKPOINT.exec(name)?.[1] ?? -1);
  return readdirSync(path)
    .filter((name) => CHECKPOINT.test(name))
    .sort((a, b) => iteration(b) - iteration(a));
}

function isOfARun(name: string): boolean {
  return (FILES as readonly string[]).includes(name) || CHECKPOINT.test(name) || PART_FILE.test(name);
}

function removeFiles(path: string, isUnwanted: (name: string) => boolean): void {
  for (const name of readdirSync(path)) if (isUnwanted(name)) rmSync(join(path, name), { force: true });
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw outputError(path, error);
  }
}

/** What these mean for the folder of a run. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder has vanished',
  ENOTDIR: 'not a directory',
  EEXIST: 'not a directory',
};

function outputError(path: string, error: unknown): unknown {
  const number = errorNumber(error);
  if (number === '') return error;
  const reason = REASONS[number] ?? fileReason(error);
  return new TrainerError('OUTPUT', `${path}: ${reason}`, {
    hint: 'choose another folder with --output DIR, or make room and permissions in this one',
    cause: error,
  });
}
