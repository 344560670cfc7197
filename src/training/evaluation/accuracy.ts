import type { Network } from '../../network/network.js';
import type { TrainingRecord } from '../records.js';
import { chunkCount, countCorrect, type TrainingData } from '../training-data.js';

/** The point in training at which the net is evaluated. */
interface Moment {
  readonly iteration: number;
  readonly epoch: number;
  readonly loss: number;
}

/**
 * Measures the accuracy on all training images, and on the validation images or, without them, on the test images.
 * Yields its progress every 1,000 images, and then the record.
 */
export async function* measureAccuracy(
  network: Network,
  { train, test, validation }: TrainingData,
  moment: Moment,
  breathe: () => Promise<void>,
): AsyncGenerator<TrainingRecord, void> {
  const splits = [train, validation ?? test];
  const total = splits[0].count + splits[1].count;
  const accuracies: number[] = [];
  let done = 0;
  for (const split of splits) {
    let correct = 0;
    for (let chunk = 0; chunk < chunkCount(split); chunk++) {
      const counted = countCorrect(network, split, chunk);
      correct += counted.correct;
      done += counted.images;
      yield { kind: 'progress', phase: 'evaluation', done, total };
      await breathe();
    }
    accuracies.push(correct / split.count);
  }
  const [trainAccuracy, accuracy] = accuracies;
  yield {
    kind: 'accuracy',
    ...moment,
    trainAccuracy,
    ...(validation ? { validationAccuracy: accuracy } : { testAccuracy: accuracy }),
  };
}
