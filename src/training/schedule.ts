import { cosinePi } from './cosine.js';

/** How the learning rate changes during a run. */
export type ScheduleSettings =
  | { readonly name: 'constant' }
  /** Times `factor` after every `every` epochs. */
  | { readonly name: 'step'; readonly every: number; readonly factor: number }
  /** Up from almost 0 in a straight line for `warmup` epochs, then down to `minimum` along half a cosine. */
  | { readonly name: 'cosine'; readonly minimum: number; readonly warmup: number };

/** Updates of a run: all of them, and those of one epoch. */
export interface RunLength {
  readonly iterations: number;
  readonly perEpoch: number;
}

/**
 * The learning rate of update number `iteration`, counted from 1: a function of its arguments alone, so that a run may go
 * on at any update. step: learningRate · factor^⌊epochs done / every⌋, as PyTorch's `StepLR`. cosine: with p the part
 * done of the updates after the warm-up, minimum + (learningRate − minimum)(1 + cos πp) / 2 (Loshchilov and Hutter,
 * arXiv:1608.03983), so that the first update has learningRate and the one after the last would have minimum.
 */
export function scheduledRate(
  settings: ScheduleSettings,
  learningRate: number,
  iteration: number,
  { iterations, perEpoch }: RunLength,
): number {
  const done = iteration - 1;
  switch (settings.name) {
    case 'constant':
      return learningRate;
    case 'step': {
      let rate = learningRate;
      for (let drops = Math.floor(done / (settings.every * perEpoch)); drops > 0; drops--) rate *= settings.factor;
      return rate;
    }
    case 'cosine': {
      const { minimum, warmup } = settings;
      const rising = Math.round(warmup * perEpoch);
      if (done < rising) return (learningRate * iteration) / (rising + 1);
      const part = (done - rising) / (iterations - rising);
      return minimum + ((learningRate - minimum) * (1 + cosinePi(part))) / 2;
    }
  }
}
