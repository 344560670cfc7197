import { statSync } from 'node:fs';
import { join } from 'node:path';
import { TrainerError } from '../errors.js';
import { CsvFile } from '../files/csv.js';
import { grouped, quantity } from '../quantity.js';
import type { AccuracyRecord } from '../training/records.js';
import { type Checkpoint, checkpointToJson } from './checkpoint.js';
import { checkpointFile, removeOldCheckpoints } from './checkpoint-files.js';
import { firstFree, isRunFile, removeFiles } from './free-folder.js';
import { writeWhole, writing } from './output-error.js';

const LOSS_COLUMNS = ['iteration', 'epoch', 'loss'];
const ACCURACY_COLUMNS = ['iteration', 'epoch', 'train_accuracy'];

/** The split that is evaluated during training, besides the training images. */
export type MonitoredSplit = 'test' | 'validation';

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
   * Creates the folder or, if it is not empty, the next free one: `dir`, `dir-2`, `dir-3` … With `force` it overwrites the
   * files of an earlier run. Throws OUTPUT_… if it cannot be written.
   */
  static create(
    dir: string,
    { force = false, monitored = 'test' }: { force?: boolean; monitored?: MonitoredSplit } = {},
  ): RunFolder {
    return firstFree(dir, force, (path) => RunFolder.#start(path, monitored));
  }

  /** Restarts a run that has no checkpoint, in its own folder. */
  static restart(path: string, monitored: MonitoredSplit = 'test'): RunFolder {
    return writing(path, () => {
      removeFiles(path, (name) => name !== 'config.json' && isRunFile(name));
      return RunFolder.#start(path, monitored);
    });
  }

  /** Opens the folder and truncates the CSV files to their lengths at a checkpoint. Throws RESUME_CSV if they are shorter. */
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

  static #start(path: string, monitored: MonitoredSplit): RunFolder {
    const loss = CsvFile.create(join(path, 'loss.csv'), LOSS_COLUMNS);
    const columns = [...ACCURACY_COLUMNS, `${monitored}_accuracy`];
    return new RunFolder(path, loss, CsvFile.create(join(path, 'accuracy.csv'), columns));
  }

  writeLoss(row: { iteration: number; epoch: number; loss: number }): void {
    writing(this.path, () => this.#loss.write([row.iteration, row.epoch, row.loss]));
  }

  /** The last column is the accuracy on the monitored split. */
  writeAccuracy(row: Omit<AccuracyRecord, 'kind' | 'loss'>): void {
    const monitored = row.validationAccuracy ?? row.testAccuracy ?? Number.NaN;
    writing(this.path, () => this.#accuracy.write([row.iteration, row.epoch, row.trainAccuracy, monitored]));
  }

  writeFile(name: string, text: string): Promise<void> {
    return writeWhole(this.path, name, text);
  }

  /** Syncs the CSV files, writes a checkpoint, and removes all but the last two checkpoints. */
  async writeCheckpoint(moment: Omit<Checkpoint, 'lengths'>): Promise<void> {
    const lengths = this.sync();
    await this.writeFile(checkpointFile(moment.state.iteration), checkpointToJson({ ...moment, lengths }));
    removeOldCheckpoints(this.path);
  }

  /** Writes all rows to the disk; returns the lengths of the files. */
  sync(): Checkpoint['lengths'] {
    return writing(this.path, () => ({ 'loss.csv': this.#loss.sync(), 'accuracy.csv': this.#accuracy.sync() }));
  }

  close(): void {
    this.#loss.close();
    this.#accuracy.close();
  }
}
