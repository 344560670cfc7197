import type { PageData, TestImage } from '../page-data.js';
import { element } from './dom.js';
import type { Sample } from './drawing-pad.js';
import { digitPicture } from './pictures.js';

/** Limit on pictures, one per class. */
const MAX_SAMPLES = 10;

/** Buttons with one test image per class, correctly read if possible. onStart: called with the clicked image. */
export function samples({ images, model, dataset }: PageData, onStart: (sample: Sample) => void): HTMLElement {
  const firstOf = (k: number) => {
    const own = images.filter(({ label }) => label === k);
    return own.find(({ predicted }) => predicted === k) ?? own[0];
  };
  const chosen = model.classes.map((_, k) => firstOf(k)).filter((image) => image !== undefined);
  const make = ({ index, label, pixels }: TestImage) => {
    const picture = digitPicture(pixels, dataset.columns, '');
    picture.setAttribute('aria-hidden', 'true');
    const title = `Start from ${model.classes[label]} (test image ${index})`;
    const ink = { width: dataset.columns, height: dataset.rows, data: Float32Array.from(pixels, (byte) => byte / 255) };
    const onclick = () => onStart({ picture, ink });
    return element('button', { type: 'button', class: 'image', title, 'aria-label': title, onclick }, picture);
  };
  return element('div', { class: 'samples' }, ...chosen.slice(0, MAX_SAMPLES).map(make));
}
