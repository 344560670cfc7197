import type { MultiBar, SingleBar } from 'cli-progress';
import type { LoadProgress } from '../../dataset/load.js';
import { printable } from '../../documents/problem.js';
import { unseenAccuracy } from '../../run/outcome.js';
import type { AccuracyRecord, TrainingRecord } from '../../training/records.js';
import { count, duration, fraction, loss } from '../text/numbers.js';

/** What a person sees on stderr while the program works. */
export interface Display {
  notice(message: string): void;
  loading(event: LoadProgress): void;
  training(record: TrainingRecord, iterations: number): void;
  /** Some other long work: so many of a total are done. */
  working(task: string, done: number, total: number): void;
  /** Removes what moves and restores the terminal. */
  stop(): void;
}

/** Bars on a terminal, otherwise a line per evaluation, with `quiet` nothing. */
export async function createDisplay(options: { quiet?: boolean | undefined }): Promise<Display> {
  if (options.quiet) return { notice() {}, loading() {}, training() {}, working() {}, stop() {} };
  return process.stderr.isTTY ? new Bars(await import('cli-progress')) : new Lines();
}

class Lines implements Display {
  notice(message: string): void {
    process.stderr.write(`${printable(message)}\n`);
  }

  loading(): void {}

  training(record: TrainingRecord): void {
    if (record.kind === 'accuracy') this.notice(evaluationLine(record));
  }

  working(): void {}
  stop(): void {}
}

/** Columns that a line of training takes beside its bar; what does not fit is cut from the end. */
const LINE = 72;

const CLEAR_BELOW = '\x1b[J';

class Bars implements Display {
  readonly #bars: MultiBar;
  readonly #active = new Map<string, SingleBar>();
  readonly #started = new Map<string, { at: number; done: number }>();
  #accuracy = '';

  constructor({ MultiBar }: typeof import('cli-progress')) {
    this.#bars = new MultiBar({
      format: ' {task} {bar} {percentage}% {detail}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: Math.max(5, Math.min(24, (process.stderr.columns ?? 80) - LINE)),
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      emptyOnZero: true,
      // Bars end at the edge of the terminal, notices go on in the next line and may leave nothing of a bar unredrawn.
      linewrap: true,
      forceRedraw: true,
      stream: process.stderr,
    });
  }

  notice(message: string): void {
    this.#bars.log(`${CLEAR_BELOW}${printable(message)}\n`);
    this.#bars.update();
  }

  loading(event: LoadProgress): void {
    this.working(event.kind === 'download' ? `download ${event.file}` : `draw ${event.file}`, event.done, event.total);
  }

  training(record: TrainingRecord, iterations: number): void {
    if (record.kind === 'progress') {
      const task = record.phase === 'gradient' ? 'gradient' : 'evaluate';
      this.working(task, record.done, record.total);
      return;
    }
    if (record.kind === 'accuracy') {
      this.#accuracy = `  ${unseenAccuracy(record)}`;
      this.notice(evaluationLine(record));
      return;
    }
    if (record.kind === 'checkpoint') return;
    this.#show('train', record.iteration, iterations, (perSecond, left) => {
      const done = `${record.iteration}/${iterations}  ETA ${left}  loss ${loss(record.loss)}`;
      return `${done}${this.#accuracy}  ${speed(perSecond)}`;
    });
  }

  working(task: string, done: number, total: number): void {
    this.#show(task, done, total, (_, left) => `${count(done)} of ${count(total)}  ETA ${left}`);
  }

  stop(): void {
    this.#bars.stop();
  }

  #show(task: string, done: number, total: number, detail: (perSecond: number, left: string) => string): void {
    const now = performance.now() / 1000;
    let bar = this.#active.get(task);
    if (!bar) {
      bar = this.#bars.create(total, 0, { task, detail: '' });
      this.#active.set(task, bar);
      this.#started.set(task, { at: now, done });
    }
    const start = this.#started.get(task) ?? { at: now, done };
    const seconds = now - start.at;
    const perSecond = seconds > 0 ? (done - start.done) / seconds : 0;
    bar.update(done, { detail: detail(perSecond, perSecond > 0 ? duration((total - done) / perSecond) : '–') });
    if (done < total) return;
    this.#bars.remove(bar);
    this.#active.delete(task);
  }
}

function evaluationLine(record: AccuracyRecord): string {
  const { iteration, epoch, trainAccuracy } = record;
  const accuracies = `train ${fraction(trainAccuracy)}  ${unseenAccuracy(record)}`;
  return `iteration ${String(iteration).padStart(5)}  epoch ${String(epoch).padStart(2)}  loss ${loss(record.loss)}  ${accuracies}`;
}

function speed(perSecond: number): string {
  if (perSecond === 0) return '– it/s';
  return perSecond >= 10 ? `${perSecond.toFixed(0)} it/s` : `${(1 / perSecond).toFixed(2)} s/it`;
}
