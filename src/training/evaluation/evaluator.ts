import { type Network, snapshot } from '../../network/network.js';
import { createBreather } from '../breathe.js';
import type { TrainingRecord } from '../records.js';
import { chunkCount, countCorrect, type TrainingData } from '../training-data.js';
import { BackgroundCounter } from './background-counter.js';

/** The moment of training that an evaluation is of. */
interface Moment {
  readonly iteration: number;
  readonly epoch: number;
  readonly loss: number;
}

/**
 * Measures the accuracy on all images as training goes on: if there are validation images, on those instead of the test
 * images.
 */
export interface Evaluator {
  /** Starts on the parameters as they are now; the evaluation before must be finished. */
  begin(moment: Moment): void;
  /** The record of the evaluation if it needs no waiting for. */
  take(): AsyncGenerator<TrainingRecord, void>;
  /** The same, waited for; nothing if there is none. */
  finish(): AsyncGenerator<TrainingRecord, void>;
  /** Ends what still goes on. */
  close(): void;
}

/**
 * On other threads, which work on a copy of the parameters while training goes on, if the engine has any to spare;
 * otherwise on this one at once.
 */
export function createEvaluator(network: Network, loaded: TrainingData): Evaluator {
  const data = { ...loaded, test: loaded.validation ?? loaded.test };
  const { engine, architecture } = network;
  const isBusy = architecture.hidden.some((units) => engine.sharesLayer(units));
  if (engine.threads === 1 || isBusy) return new ForegroundEvaluator(network, data);
  return new BackgroundEvaluator(network, data);
}

class ForegroundEvaluator implements Evaluator {
  readonly #network: Network;
  readonly #data: TrainingData;
  readonly #breathe = createBreather();
  #moment: Moment | undefined;

  constructor(network: Network, data: TrainingData) {
    this.#network = network;
    this.#data = data;
  }

  begin(moment: Moment): void {
    this.#moment = moment;
  }

  take(): AsyncGenerator<TrainingRecord, void> {
    return this.finish();
  }

  async *finish(): AsyncGenerator<TrainingRecord, void> {
    if (!this.#moment) return;
    const correct = { train: 0, test: 0 };
    for (const half of ['train', 'test'] as const) {
      const split = this.#data[half];
      const chunks = chunkCount(split);
      for (let chunk = 0; chunk < chunks; chunk++) {
        correct[half] += countCorrect(this.#network, split, chunk);
        yield progress(chunk + 1, chunks, split.count);
        await this.#breathe();
      }
    }
    yield record(this.#moment, correct, this.#data);
    this.#moment = undefined;
  }

  close(): void {}
}

class BackgroundEvaluator implements Evaluator {
  readonly #network: Network;
  readonly #data: TrainingData;
  readonly #counter: BackgroundCounter;
  readonly #breathe = createBreather();
  #moment: Moment | undefined;

  constructor(network: Network, data: TrainingData) {
    this.#network = network;
    this.#data = data;
    this.#counter = new BackgroundCounter(network, data);
  }

  begin(moment: Moment): void {
    this.#moment = moment;
    this.#counter.begin(snapshot(this.#network));
  }

  async *take(): AsyncGenerator<TrainingRecord, void> {
    if (this.#counter.isDone) yield* this.finish();
  }

  async *finish(): AsyncGenerator<TrainingRecord, void> {
    if (!this.#moment) return;
    const { train, test } = this.#data;
    const images = train.count + test.count;
    const chunks = chunkCount(train) + chunkCount(test);
    let isShown = false;
    for (const done of this.#counter.help()) {
      yield progress(done, chunks, images);
      isShown = true;
      await this.#breathe();
    }
    const correct = await this.#counter.result();
    if (isShown) yield progress(chunks, chunks, images); // others may have taken the last ones
    yield record(this.#moment, correct, this.#data);
    this.#moment = undefined;
  }

  close(): void {
    this.#counter.close();
  }
}

function progress(chunksDone: number, chunks: number, images: number): TrainingRecord {
  const done = Math.floor((images * chunksDone) / chunks);
  return { kind: 'progress', phase: 'evaluation', done, total: images };
}

function record(
  moment: Moment,
  correct: { train: number; test: number },
  { train, test, validation }: TrainingData,
): TrainingRecord {
  const accuracy = correct.test / test.count;
  return {
    kind: 'accuracy',
    ...moment,
    trainAccuracy: correct.train / train.count,
    ...(validation ? { validationAccuracy: accuracy } : { testAccuracy: accuracy }),
  };
}
