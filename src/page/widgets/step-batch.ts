import { quantity } from '../../quantity.js';
import type { StepTrace } from '../trainer/trace.js';
import { element } from './dom.js';
import { digitPicture } from './pictures.js';

/** Limit on shown images of a batch. */
const MAX_IMAGES = 60;

/** The digits of a batch as buttons. onChoose: called with the index of the clicked digit in the batch. */
export function batchView({ batch, index }: StepTrace, chosen: number, onChoose: (n: number) => void): HTMLElement {
  const { images, labels, count } = batch;
  const size = images.length / count;
  const first = [...labels.keys()].slice(0, MAX_IMAGES);
  const shown = first.includes(chosen) ? first : [chosen, ...first.slice(1)];
  const buttons = shown.map((n) => {
    const picture = digitPicture(images.subarray(n * size, (n + 1) * size), Math.sqrt(size), '');
    picture.setAttribute('aria-hidden', 'true');
    const title = `${labels[n]}, training image ${index[n]}`;
    const onclick = () => {
      for (const [i, button] of buttons.entries()) button.setAttribute('aria-pressed', String(shown[i] === n));
      onChoose(n);
    };
    const attributes = {
      type: 'button',
      class: 'image',
      title,
      'aria-label': title,
      'aria-pressed': String(n === chosen),
    };
    return element('button', { ...attributes, onclick }, picture);
  });
  const rest = count - shown.length;
  const note = rest > 0 ? [element('p', { class: 'note' }, `and ${quantity(rest, 'more digit')}`)] : [];
  return element('div', {}, element('div', { class: 'batch' }, ...buttons), ...note);
}
