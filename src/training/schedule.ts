import type { Chosen, NumberKey } from '../documents/choices.js';
import { cosinePi } from './cosine.js';

/** The number of updates of the run and of one epoch. */
export interface RunLength {
  readonly iterations: number;
  readonly perEpoch: number;
}

export interface Schedule<Key extends string> {
  readonly keys: Readonly<Record<Key, NumberKey>>;
  /** The rate of update `iteration`, counted from 1. It depends only on the arguments, so any update can be resumed. */
  rate(settings: Readonly<Record<Key, number>>, learningRate: number, iteration: number, length: RunLength): number;
}

/** All learning-rate schedules. To add one, add a row. */
export const SCHEDULES = {
  constant: schedule({ keys: {}, rate: (_, learningRate) => learningRate }),

  /** learningRate · factor^⌊epochs done / every⌋, as PyTorch's `StepLR`. */
  step: schedule({
    keys: {
      every: { default: 5, integer: true, min: 1, max: 10_000, unit: 'epochs', means: 'interval between two drops' },
      factor: { default: 0.5, above: 0, max: 1, unit: '1', means: 'multiplies the learning rate at each drop' },
    },
    rate({ every, factor }, learningRate, iteration, { perEpoch }) {
      let rate = learningRate;
      for (let drops = Math.floor((iteration - 1) / (every * perEpoch)); drops > 0; drops--) rate *= factor;
      return rate;
    },
  }),

  /**
   * A linear warm-up over `warmup` epochs, then minimum + (learningRate − minimum)(1 + cos πp) / 2 (Loshchilov and
   * Hutter, arXiv:1608.03983), where p is the fraction of the remaining updates that are done: 0 at the first update
   * after the warm-up, 1 after the last update.
   */
  cosine: schedule({
    keys: {
      minimum: { default: 0, min: 0, max: 1000, unit: '1', means: 'learning rate after the last update' },
      warmup: {
        default: 0,
        min: 0,
        max: 10_000,
        unit: 'epochs',
        means: 'length of the linear warm-up',
      },
    },
    rate({ minimum, warmup }, learningRate, iteration, { iterations, perEpoch }) {
      const done = iteration - 1;
      const rising = Math.round(warmup * perEpoch);
      if (done < rising) return (learningRate * iteration) / (rising + 1);
      const part = (done - rising) / (iterations - rising);
      return minimum + ((learningRate - minimum) * (1 + cosinePi(part))) / 2;
    },
  }),
};

/** The name and the numbers of a schedule, as in a config. */
export type ScheduleSettings = Chosen<typeof SCHEDULES>;

/** The learning rate of update `iteration`, counted from 1. */
export function scheduledRate(
  { name, ...numbers }: ScheduleSettings,
  learningRate: number,
  iteration: number,
  length: RunLength,
): number {
  const schedule: Schedule<string> = SCHEDULES[name];
  return schedule.rate(numbers, learningRate, iteration, length);
}

/** Checks the types of a row: its settings fit its keys. */
function schedule<Key extends string>(row: Schedule<Key>): Schedule<Key> {
  return row;
}
