import type { Network } from '../../network/network.js';
import { createBreather } from '../breathe.js';
import type { TrainingRecord } from '../records.js';
import { chunkCount, type TrainingData } from '../training-data.js';
import { BackgroundCounter } from './background-counter.js';
import { type Correct, type Counter, countChunks } from './counter.js';

/** The moment of training that an evaluation is of. */
interface Moment {
  readonly iteration: number;
  readonly epoch: number;
  readonly loss: number;
}

/**
 * Measures the accuracy on all training images and on the test images, or instead of these on the validation images. With
 * more threads than the net keeps busy, they count on a copy of the parameters while training goes on.
 */
export class Evaluator {
  readonly #data: TrainingData;
  readonly #counter: Counter;
  readonly #breathe = createBreather();
  #moment: Moment | undefined;

  constructor(network: Network, loaded: TrainingData) {
    this.#data = { ...loaded, test: loaded.validation ?? loaded.test };
    const { engine, architecture } = network;
    const isBusy = engine.threads === 1 || architecture.hidden.some((units) => engine.sharesLayer(units));
    this.#counter = isBusy ? counterHere(network, this.#data) : new BackgroundCounter(network, this.#data);
  }

  /** Starts on the parameters as they are now; the evaluation before must be finished. */
  begin(moment: Moment): void {
    this.#moment = moment;
    this.#counter.begin();
  }

  /** The record of the evaluation, if no other thread is still at work on it. */
  async *take(): AsyncGenerator<TrainingRecord, void> {
    if (this.#counter.isDone) yield* this.finish();
  }

  /** Waits for the evaluation; yields its record, or nothing if there is none. */
  async *finish(): AsyncGenerator<TrainingRecord, void> {
    if (!this.#moment) return;
    const { train, test, validation } = this.#data;
    const images = train.count + test.count;
    const chunks = chunkCount(train) + chunkCount(test);
    const progress = (done: number): TrainingRecord => ({ kind: 'progress', phase: 'evaluation', done, total: images });
    let shown = images;
    for (const done of this.#counter.help()) {
      shown = Math.floor((images * done) / chunks);
      yield progress(shown);
      await this.#breathe();
    }
    const correct = await this.#counter.result();
    if (shown < images) yield progress(images); // another thread took the last chunk
    const accuracy = correct.test / test.count;
    yield {
      kind: 'accuracy',
      ...this.#moment,
      trainAccuracy: correct.train / train.count,
      ...(validation ? { validationAccuracy: accuracy } : { testAccuracy: accuracy }),
    };
    this.#moment = undefined;
  }

  /** Ends the threads. */
  close(): void {
    this.#counter.close();
  }
}

/** Counts on this thread alone, when it is asked for the result. */
function counterHere(network: Network, data: TrainingData): Counter {
  let correct: Correct = { train: 0, test: 0 };
  return {
    isDone: true,
    begin: () => undefined,
    *help() {
      correct = { train: 0, test: 0 };
      yield* countChunks(network, data, new Int32Array(1), correct);
    },
    result: async () => correct,
    close: () => undefined,
  };
}
