import { networkGradientSteps } from '../gradient/network-gradient.js';
import type { Network, Parameters } from '../network/network.js';
import type { ResumableRandom } from '../random/random.js';
import { createBreather } from './breathe.js';
import type { TrainingOptions } from './options.js';
import type { TrainingRecord, TrainingState } from './records.js';
import { type LabelledBatch, Training } from './training.js';
import type { TrainingData } from './training-data.js';

/** Controls a run without changing its results. */
export interface TrainingControl {
  /** The state of an earlier run with the same options: this run continues it, bit for bit. */
  readonly from?: TrainingState | undefined;
  /** Stops the run: the step is finished, or dropped if it is a long one, and the last record is a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** Whether to report a checkpoint after this many updates; by default never. */
  readonly isCheckpointDue?: ((iteration: number) => boolean) | undefined;
  /** Called before the last update; the returned function is called after it. */
  readonly watchLastUpdate?: ((params: Parameters) => () => void) | undefined;
  /** Called before the first update and at every evaluation, with the evaluated parameters; copy what you keep. */
  readonly onParameters?: ((params: Parameters, iteration: number) => void) | undefined;
}

/**
 * Trains with mini-batches, like the book (chapters 4 and 5): draw a batch, compute its gradient, update, record. You may
 * stop iterating at any record: the net is then in a consistent state.
 * Throws the errors of `Training` at once, and TRAINING_DIVERGED if a loss is not finite.
 */
export function train(
  network: Network,
  data: TrainingData,
  options: TrainingOptions,
  random: ResumableRandom,
  { from, ...control }: TrainingControl = {},
): AsyncGenerator<TrainingRecord, void> {
  return continueTraining(new Training(network, data, options, random, from), control);
}

/** Trains until the last update, like `train`. */
export async function* continueTraining(
  training: Training,
  { signal, isCheckpointDue = () => false, watchLastUpdate, onParameters }: Omit<TrainingControl, 'from'> = {},
): AsyncGenerator<TrainingRecord, void> {
  const { network, options } = training;
  const { iterations } = options;
  const isNumerical = options.gradient === 'numerical';
  const breathe = createBreather();
  try {
    onParameters?.(training.evaluated.params, training.done);
    while (!training.isFinished) {
      const batch = training.draw();
      const before = isNumerical
        ? yield* numericalGradient(training, batch, breathe, signal)
        : network.gradient(batch.x, batch.t).loss;
      if (before === undefined) {
        yield { kind: 'checkpoint', state: training.state };
        return;
      }
      const updated = training.done === iterations - 1 ? watchLastUpdate?.(network.params) : undefined;
      const record = training.update(batch, before);
      updated?.();
      yield record;
      if (training.isEvaluationDue) {
        onParameters?.(training.evaluated.params, training.done);
        yield* training.evaluate(record, breathe);
      }
      await breathe();
      if (!training.isFinished && (signal?.aborted || isCheckpointDue(training.done))) {
        yield { kind: 'checkpoint', state: training.state };
        if (signal?.aborted) return;
      }
    }
  } finally {
    training.finish();
  }
}

/** Writes the gradient of a batch to the net's `grads`. Returns its loss, NaN if it is not recorded; undefined if aborted. */
async function* numericalGradient(
  { network, options: { numerical, recordLoss } }: Training,
  { x, t }: LabelledBatch,
  breathe: () => Promise<void>,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingRecord, number | undefined> {
  const loss = recordLoss === 'before' ? network.loss(x, t) : Number.NaN;
  const total = network.parameterCount;
  for (const done of networkGradientSteps(network, network.grads, x, t, numerical)) {
    yield { kind: 'progress', phase: 'gradient', done, total };
    await breathe();
    if (signal?.aborted) return undefined;
  }
  return loss;
}
