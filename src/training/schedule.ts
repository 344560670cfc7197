import type { Chosen, NumberKey } from '../documents/choices.js';
import { cosinePi } from './cosine.js';

/** Updates of a whole run and of one epoch. */
export interface RunLength {
  readonly iterations: number;
  readonly perEpoch: number;
}

export interface Schedule<Key extends string> {
  readonly keys: Readonly<Record<Key, NumberKey>>;
  /** The rate of update number `iteration`, counted from 1, by its arguments alone: a run can be resumed at any update. */
  rate(settings: Readonly<Record<Key, number>>, learningRate: number, iteration: number, length: RunLength): number;
}

/** Every schedule of the learning rate; to add one is to add its row. `every` and `warmup` count epochs. */
export const SCHEDULES = {
  constant: schedule({ keys: {}, rate: (_, learningRate) => learningRate }),

  /** learningRate · factor^⌊epochs done / every⌋, as PyTorch's `StepLR`. */
  step: schedule({
    keys: {
      every: { default: 5, integer: true, min: 1, max: 10_000, unit: 'epochs', means: 'distance between two drops' },
      factor: { default: 0.5, above: 0, max: 1, unit: '1', means: 'what each drop multiplies the learning rate by' },
    },
    rate({ every, factor }, learningRate, iteration, { perEpoch }) {
      let rate = learningRate;
      for (let drops = Math.floor((iteration - 1) / (every * perEpoch)); drops > 0; drops--) rate *= factor;
      return rate;
    },
  }),

  /**
   * Up from almost 0 in a straight line for `warmup` epochs. Then, with p the part done of the remaining updates,
   * minimum + (learningRate − minimum)(1 + cos πp) / 2 (Loshchilov and Hutter, arXiv:1608.03983): the first of them has
   * learningRate, and one after the last would have minimum.
   */
  cosine: schedule({
    keys: {
      minimum: { default: 0, min: 0, max: 1000, unit: '1', means: 'learning rate at the end of half a cosine' },
      warmup: {
        default: 0,
        min: 0,
        max: 10_000,
        unit: 'epochs',
        means: 'straight rise of the learning rate at the start',
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

/** A schedule by the name and the numbers a config gives it. */
export type ScheduleSettings = Chosen<typeof SCHEDULES>;

/** The learning rate of update number `iteration`, counted from 1. */
export function scheduledRate(
  { name, ...numbers }: ScheduleSettings,
  learningRate: number,
  iteration: number,
  length: RunLength,
): number {
  const schedule: Schedule<string> = SCHEDULES[name];
  return schedule.rate(numbers, learningRate, iteration, length);
}

/** A row, its settings typed by its keys. */
function schedule<Key extends string>(row: Schedule<Key>): Schedule<Key> {
  return row;
}
