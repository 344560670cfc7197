import type { Network } from '../../network/network.js';
import { chunkCount, countCorrect, type TrainingData } from '../training-data.js';

/** Correctly classified images. */
export interface Correct {
  train: number;
  test: number;
}

/** Counts the images that a net classifies correctly. */
export interface Counter {
  /** Starts on the parameters as they are now. */
  begin(): void;
  /** Whether the result needs no other thread. */
  readonly isDone: boolean;
  /** Counts on this thread too; yields the number of chunks taken. */
  help(): Generator<number, void>;
  /** Waits for every thread; throws the first failure. */
  result(): Promise<Correct>;
  close(): void;
}

/** Takes chunk after chunk until none is left, counting into `correct`; yields the number of chunks taken by all threads. */
export function* countChunks(
  network: Network,
  { train, test }: TrainingData,
  next: Int32Array,
  correct: Correct,
): Generator<number, void> {
  const ofTrain = chunkCount(train);
  const chunks = ofTrain + chunkCount(test);
  for (;;) {
    const chunk = Atomics.add(next, 0, 1);
    if (chunk >= chunks) return;
    if (chunk < ofTrain) correct.train += countCorrect(network, train, chunk);
    else correct.test += countCorrect(network, test, chunk - ofTrain);
    yield chunk + 1;
  }
}
