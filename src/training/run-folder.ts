import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TrainerError } from '../errors.js';
import { writeFileAtomic } from '../files/atomic-write.js';
import { CsvFile } from './csv.js';

const FILES = ['config.json', 'loss.csv', 'accuracy.csv', 'model.json', 'run.json'] as const;

/** The folder one run writes to. */
export class RunFolder {
  readonly path: string;
  readonly #loss: CsvFile;
  readonly #accuracy: CsvFile;

  private constructor(path: string) {
    this.path = path;
    this.#loss = new CsvFile(join(path, 'loss.csv'), ['iteration', 'epoch', 'loss']);
    this.#accuracy = new CsvFile(join(path, 'accuracy.csv'), ['iteration', 'epoch', 'train_accuracy', 'test_accuracy']);
  }

  /**
   * Makes the folder, or with files in it already the next free one: `dir`, `dir-2`, `dir-3` …; with `force` the
   * files of an earlier run are replaced. Throws OUTPUT_… when it cannot be written.
   */
  static create(dir: string, options: { force?: boolean } = {}): RunFolder {
    // of `runs/a/` too the next is `runs/a-2`, and of `.` it is beside the folder
    const path = /^[./\\]*$/.test(dir) ? resolve(dir) : dir.replace(/(?<=.)[/\\]+$/, '');
    return writing(path, () => {
      mkdirSync(path, { recursive: true });
      if (options.force) for (const name of FILES) rmSync(join(path, name), { force: true });
      let folder = options.force ? new RunFolder(path) : RunFolder.#claim(path);
      for (let n = 2; folder === undefined; n++) folder = RunFolder.#claim(`${path}-${n}`);
      return folder;
    });
  }

  /** Undefined if something is there. Of runs that start at once one creates `loss.csv` first and has the folder. */
  static #claim(path: string): RunFolder | undefined {
    try {
      mkdirSync(path, { recursive: true });
      return readdirSync(path).length === 0 ? new RunFolder(path) : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
      throw error;
    }
  }

  writeLoss(row: { iteration: number; epoch: number; loss: number }): void {
    writing(this.path, () => this.#loss.write([row.iteration, row.epoch, row.loss]));
  }

  writeAccuracy(row: { iteration: number; epoch: number; trainAccuracy: number; testAccuracy: number }): void {
    writing(this.path, () => this.#accuracy.write([row.iteration, row.epoch, row.trainAccuracy, row.testAccuracy]));
  }

  /** Writes a whole file, or leaves none. */
  async writeFile(name: 'config.json' | 'model.json' | 'run.json', text: string): Promise<void> {
    try {
      await writeFileAtomic(join(this.path, name), text);
    } catch (error) {
      throw outputError(this.path, error);
    }
  }

  close(): void {
    this.#loss.close();
    this.#accuracy.close();
  }
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw outputError(path, error);
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'not a directory',
  EEXIST: 'not a directory',
  ENOENT: 'the folder has vanished',
  ENAMETOOLONG: 'the name is too long',
};

function outputError(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (!code) return error;
  return new TrainerError('OUTPUT', `${path}: ${REASONS[code] ?? code}`, {
    hint: 'choose another folder with --output DIR, or make room and permissions in this one',
    cause: error,
  });
}
