import type { MultiBar, SingleBar } from 'cli-progress';
import { printable } from '../../documents/problem.js';
import type { Observer, Watch } from '../../run/observer.js';
import type { RunRecord } from '../../run/run.js';
import { evaluationLine, monitoredAccuracy } from '../text/accuracy.js';
import { fitted } from '../text/fit.js';
import { count, duration, loss } from '../text/numbers.js';
import { listenForSignals } from './interrupt.js';
import { supportsEscapes } from './terminal.js';

/** Progress on stderr, for people. */
interface Display extends Observer {
  training(record: RunRecord, iterations: number): void;
  /** Removes the bars and restores the terminal. */
  stop(): void;
}

/** Runs `work` with a display, and removes the display before it returns or throws. */
export async function withDisplay<T>(flags: { quiet?: boolean }, work: (display: Display) => Promise<T>): Promise<T> {
  const display = await createDisplay(flags);
  try {
    return await work(display);
  } finally {
    display.stop();
  }
}

/** Like `withDisplay`, for work that stops at Ctrl-C. */
export function watched<T>(flags: { quiet?: boolean }, work: (watch: Watch) => Promise<T>): Promise<T> {
  return withDisplay(flags, (observer) => work({ observer, signal: listenForSignals() }));
}

/** Progress bars on a terminal, otherwise a line per evaluation; nothing with `quiet`. */
async function createDisplay({ quiet }: { quiet?: boolean }): Promise<Display> {
  if (quiet) return { notice() {}, training() {}, working() {}, stop() {} };
  return supportsEscapes(process.stderr) ? new Bars(await import('cli-progress')) : new Lines();
}

class Lines implements Display {
  notice(message: string): void {
    process.stderr.write(`${printable(message)}\n`);
  }

  training(record: RunRecord): void {
    if (record.kind === 'accuracy') this.notice(evaluationLine(record));
  }

  working(): void {}
  stop(): void {}
}

/** Width of the text beside the training bar, in columns. Longer text is cut off. */
const TEXT_WIDTH = 72;

const CLEAR_BELOW = '\x1b[J';

class Bars implements Display {
  readonly #bars: MultiBar;
  readonly #active = new Map<string, { bar: SingleBar; since: number; doneBefore: number }>();
  #accuracy = '';

  constructor({ MultiBar }: typeof import('cli-progress')) {
    this.#bars = new MultiBar({
      format: ' {task} {bar} {percentage}% {detail}',
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: Math.max(5, Math.min(24, (process.stderr.columns ?? 80) - TEXT_WIDTH)),
      hideCursor: true,
      clearOnComplete: true,
      gracefulExit: false,
      emptyOnZero: true,
      // Let long notices wrap, and redraw the bars that a notice overwrites.
      linewrap: true,
      forceRedraw: true,
      stream: process.stderr,
    });
  }

  notice(message: string): void {
    this.#bars.log(`${CLEAR_BELOW}${fitted(printable(message), process.stderr.columns)}\n`);
    this.#bars.update();
  }

  training(record: RunRecord, iterations: number): void {
    if (record.kind === 'progress') {
      const task = record.phase === 'gradient' ? 'gradient' : 'evaluate';
      this.working(task, record.done, record.total);
      return;
    }
    if (record.kind === 'accuracy') {
      this.#accuracy = `  ${monitoredAccuracy(record)}`;
      this.notice(evaluationLine(record));
      return;
    }
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
    const started = this.#active.get(task);
    const { bar, since, doneBefore } = started ?? {
      bar: this.#bars.create(total, 0, { task, detail: '' }),
      since: now,
      doneBefore: done,
    };
    if (!started) this.#active.set(task, { bar, since, doneBefore });
    const perSecond = now > since ? (done - doneBefore) / (now - since) : 0;
    bar.update(done, { detail: detail(perSecond, perSecond > 0 ? duration((total - done) / perSecond) : '–') });
    if (done < total) return;
    this.#bars.remove(bar);
    this.#active.delete(task);
  }
}

function speed(perSecond: number): string {
  if (perSecond === 0) return '– it/s';
  return perSecond >= 10 ? `${perSecond.toFixed(0)} it/s` : `${(1 / perSecond).toFixed(2)} s/it`;
}
