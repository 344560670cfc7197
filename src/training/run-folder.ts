import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
    for (const name of FILES) rmSync(join(path, name), { force: true });
    this.#loss = new CsvFile(join(path, 'loss.csv'), ['iteration', 'epoch', 'loss']);
    this.#accuracy = new CsvFile(join(path, 'accuracy.csv'), ['iteration', 'epoch', 'train_accuracy', 'test_accuracy']);
  }

  /**
   * Makes the folder, or with files in it already the next free one: `dir`, `dir-2`, `dir-3` …; with `force` the
   * files of an earlier run are replaced. Throws OUTPUT_… when it cannot be written.
   */
  static create(dir: string, options: { force?: boolean } = {}): RunFolder {
    return writing(dir, () => {
      for (let n = 1; ; n++) {
        const path = n === 1 ? dir : `${dir}-${n}`;
        mkdirSync(path, { recursive: true });
        if (options.force || readdirSync(path).length === 0) return new RunFolder(path);
      }
    });
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
