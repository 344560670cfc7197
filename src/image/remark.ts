import { looksLikeDigit } from './likeness.js';
import type { MnistImage } from './mnist-image.js';

const DIGITS: readonly unknown[] = ['mnist', 'strokes'];

/** The parts of a model file that describe its data and outputs. */
interface Trained {
  readonly architecture: { readonly input: number; readonly output: number };
  readonly training: object;
}

/** Whether a model recognises 28×28 digits rather than letters or clothes. Models without a dataset name count as such. */
export function readsDigits({ architecture: { input, output }, training }: Trained): boolean {
  const { name } = Object('dataset' in training ? training.dataset : undefined);
  return input === 784 && output === 10 && (name === undefined || DIGITS.includes(name));
}

/** A warning about an answer; undefined if the image looks like a single digit. */
export function remarkOn({ pixels, others }: Pick<MnistImage, 'pixels' | 'others'>): string | undefined {
  if (others > 0) return 'there is more than one object; only the largest is read';
  return looksLikeDigit(pixels) ? undefined : 'it does not look like a digit';
}
