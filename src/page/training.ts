import type { Split } from '../dataset/dataset.js';
import type { StrokesSplit } from '../dataset/strokes/strokes.js';
import { bytesOf } from './base64.js';
import type { FromWorker, ToWorker } from './trainer/messages.js';

export type Counts = Readonly<Record<StrokesSplit, number>>;

const PIXELS = 784;
/** Digits per drawing message. */
const CHUNK = 2000;
/** Limit on workers that draw. One of them trains afterwards. */
const MAX_WORKERS = 4;

/** The workers of the page. Their code is embedded in the page, since a page opened from disk cannot load files. */
export class Training {
  /** The test digits; blank until they are drawn. */
  readonly test: Split;
  readonly #counts: Counts;
  readonly #onMessage: (message: FromWorker) => void;
  readonly #trainer = startWorker();

  /** counts: how many digits to draw; onMessage: called for each message of the training worker, except drawn digits. */
  constructor(counts: Counts, onMessage: (message: FromWorker) => void) {
    this.#counts = counts;
    this.test = emptySplit(counts.test);
    this.#onMessage = onMessage;
  }

  /** Draws all digits and sends them to the training worker. kernels: WebAssembly in base64. */
  async prepare(kernels: string, onProgress: (drawn: number) => void): Promise<void> {
    const train = emptySplit(this.#counts.train);
    const chunks = [...chunksOf('test', this.test), ...chunksOf('train', train)];
    const helpers = Math.min(MAX_WORKERS, Math.max(1, navigator.hardwareConcurrency)) - 1;
    const workers = [this.#trainer, ...Array.from({ length: helpers }, startWorker)];
    let drawn = 0;
    const draw = async (worker: Worker) => {
      for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
        const { message, into } = chunk;
        const { images, labels, count } = await drawnBy(worker, message);
        into.images.set(images, message.from * PIXELS);
        into.labels.set(labels, message.from);
        drawn += count;
        onProgress(drawn);
      }
      if (worker !== this.#trainer) worker.terminate();
    };
    await Promise.all(workers.map(draw));
    this.#trainer.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#onMessage(data);
    const message: ToWorker = { kind: 'prepare', kernels: bytesOf(kernels), train, test: this.test };
    this.#trainer.postMessage(message, [train.images.buffer]);
  }

  send(message: ToWorker): void {
    this.#trainer.postMessage(message);
  }
}

type DrawMessage = Extract<ToWorker, { kind: 'draw' }>;

function chunksOf(half: StrokesSplit, into: Split): { message: DrawMessage; into: Split }[] {
  return Array.from({ length: Math.ceil(into.count / CHUNK) }, (_, i) => {
    const from = i * CHUNK;
    return { message: { kind: 'draw', half, from, to: Math.min(into.count, from + CHUNK) }, into };
  });
}

function drawnBy(worker: Worker, message: DrawMessage): Promise<Split> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => data.kind === 'drawn' && resolve(data.split);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(message);
  });
}

let address: string | undefined;

function startWorker(): Worker {
  const text = document.getElementById('worker')?.textContent ?? '';
  address ??= URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  return new Worker(address);
}

function emptySplit(count: number) {
  return { images: new Uint8Array(count * PIXELS), labels: new Uint8Array(count), count };
}
