import { looksLikeDigit } from './likeness.js';
import type { MnistImage } from './mnist-image.js';

/** The datasets of digits. */
const DIGITS: readonly unknown[] = ['mnist', 'strokes'];

/** What a model file says of its data and its outputs. */
interface Trained {
  readonly architecture: { readonly input: number; readonly output: number };
  readonly training: object;
}

/** Whether a model reads digits of 28×28, and neither letters nor clothes; one that says nothing of its data does. */
export function readsDigits({ architecture: { input, output }, training }: Trained): boolean {
  const { name } = Object('dataset' in training ? training.dataset : undefined);
  return input === 784 && output === 10 && (name === undefined || DIGITS.includes(name));
}

/** What an answer is to be taken with care for; undefined where the image looks like one digit. */
export function remarkOn({ pixels, others }: Pick<MnistImage, 'pixels' | 'others'>): string | undefined {
  if (others > 0) return 'there is more than one thing; only the largest is read';
  return looksLikeDigit(pixels) ? undefined : 'it does not look like a digit';
}
